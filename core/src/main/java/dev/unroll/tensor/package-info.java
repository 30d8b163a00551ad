/** Arrays with a shape, and reverse-mode differentiation over them. */
@NullMarked
package dev.unroll.tensor;

import org.jspecify.annotations.NullMarked;
