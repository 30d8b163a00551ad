/** The workloads in the Deep Java Library, on its PyTorch engine. */
@NullMarked
package dev.unroll.bench.djl;

import org.jspecify.annotations.NullMarked;
