/** Models for programs: text is written, scored, embedded and classified over HTTP. */
@NullMarked
package dev.unroll.web.serve;

import org.jspecify.annotations.NullMarked;
