/** Optimisers: parameters and gradients to new parameters. */
@NullMarked
package dev.unroll.optim;

import org.jspecify.annotations.NullMarked;
