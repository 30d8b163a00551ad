/** Many texts by one model at once: each step reads a character of every text that is under way. */
@NullMarked
package dev.unroll.tasks.serve;

import org.jspecify.annotations.NullMarked;
