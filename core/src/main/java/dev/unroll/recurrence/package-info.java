/** Recurrences: a cell as equations, what it computes, and how it is unrolled through time. */
@NullMarked
package dev.unroll.recurrence;

import org.jspecify.annotations.NullMarked;
