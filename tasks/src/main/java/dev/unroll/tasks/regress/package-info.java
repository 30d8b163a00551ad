/** Saying a number of texts, series and sounds: from a file of items with numbers to a model that answers in them. */
@NullMarked
package dev.unroll.tasks.regress;

import org.jspecify.annotations.NullMarked;
