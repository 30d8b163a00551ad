/** Looks at a task before long trainings: is anything wrong with its data, its model or its settings? */
@NullMarked
package dev.unroll.tasks.check;

import org.jspecify.annotations.NullMarked;
