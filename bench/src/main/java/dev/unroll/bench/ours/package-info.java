/** This project as a contender. */
@NullMarked
package dev.unroll.bench.ours;

import org.jspecify.annotations.NullMarked;
