/** Looking into a recurrence at work: gradients of every step's states, Jacobians of a step, what gates do. */
@NullMarked
package dev.unroll.inspect;

import org.jspecify.annotations.NullMarked;
