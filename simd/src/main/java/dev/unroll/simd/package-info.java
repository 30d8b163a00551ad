/** The vector twin of the kernels. Code that the JIT must see whole is generated as small hidden classes. */
@NullMarked
package dev.unroll.simd;

import org.jspecify.annotations.NullMarked;
