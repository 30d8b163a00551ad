/** The workloads in libtorch, through its Java bindings. */
@NullMarked
package dev.unroll.bench.libtorch;

import org.jspecify.annotations.NullMarked;
