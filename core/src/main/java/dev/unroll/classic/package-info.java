/** Methods from before and beside neural networks, each after the paper that its class names. */
@NullMarked
package dev.unroll.classic;

import org.jspecify.annotations.NullMarked;
