/** Language models that read the last few symbols at once, without a recurrence. */
@NullMarked
package dev.unroll.tasks.nplm;

import org.jspecify.annotations.NullMarked;
