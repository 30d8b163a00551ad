/** Tasks: recipes from files to a trained model, and from the model back to answers. */
@NullMarked
package dev.unroll.tasks;

import org.jspecify.annotations.NullMarked;
