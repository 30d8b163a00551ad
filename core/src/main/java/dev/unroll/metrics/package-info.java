/** What says how good answers are, taken up one at a time: they know nothing of models and keep no answers. */
@NullMarked
package dev.unroll.metrics;

import org.jspecify.annotations.NullMarked;
