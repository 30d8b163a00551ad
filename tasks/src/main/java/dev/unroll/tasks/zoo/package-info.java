/** Models of a kind whose tasks do not know each other. */
@NullMarked
package dev.unroll.tasks.zoo;

import org.jspecify.annotations.NullMarked;
