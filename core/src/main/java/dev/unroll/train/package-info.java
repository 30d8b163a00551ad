/** The training loop, whatever is trained: when to stop, when to validate and save, and what to tell those who watch. */
@NullMarked
package dev.unroll.train;

import org.jspecify.annotations.NullMarked;
