/** Texts, series and sounds: read from files, and made one vector each. What is asked of them is the tasks' that stand on this. */
@NullMarked
package dev.unroll.tasks.items;

import org.jspecify.annotations.NullMarked;
