/** Finds settings for a task: random search with successive halving, then once more near the best. */
@NullMarked
package dev.unroll.tasks.tune;

import org.jspecify.annotations.NullMarked;
