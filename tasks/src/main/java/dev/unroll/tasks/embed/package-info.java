/** Vectors of texts, series and sounds, from which these can be written again. */
@NullMarked
package dev.unroll.tasks.embed;

import org.jspecify.annotations.NullMarked;
