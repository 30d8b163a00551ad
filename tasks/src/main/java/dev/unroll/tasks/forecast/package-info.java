/** What comes next in a series of numbers: from people's files to a model, its report beside simple methods, and its answers. */
@NullMarked
package dev.unroll.tasks.forecast;

import org.jspecify.annotations.NullMarked;
