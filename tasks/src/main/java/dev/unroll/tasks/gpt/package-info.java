/** Language models with a transformer in place of a recurrence. */
@NullMarked
package dev.unroll.tasks.gpt;

import org.jspecify.annotations.NullMarked;
