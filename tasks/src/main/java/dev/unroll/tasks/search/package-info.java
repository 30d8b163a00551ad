/** Searching for cells: evolution over equations. */
@NullMarked
package dev.unroll.tasks.search;

import org.jspecify.annotations.NullMarked;
