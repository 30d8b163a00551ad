/** Naming the class of a text or a series: from people's files to a model, its report and its answers. */
@NullMarked
package dev.unroll.tasks.classify;

import org.jspecify.annotations.NullMarked;
