/** Public data sets by name: where they come from, under which licence, and how to fetch them safely. */
@NullMarked
package dev.unroll.tasks.catalog;

import org.jspecify.annotations.NullMarked;
