/** Peers side by side on the same workloads, and the golden numbers recorded from libtorch. */
@NullMarked
package dev.unroll.bench;

import org.jspecify.annotations.NullMarked;
