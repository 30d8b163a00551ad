/** What training makes small. */
@NullMarked
package dev.unroll.loss;

import org.jspecify.annotations.NullMarked;
