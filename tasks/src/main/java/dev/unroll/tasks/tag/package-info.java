/** Tagging: a label for each word of a sentence. */
@NullMarked
package dev.unroll.tasks.tag;

import org.jspecify.annotations.NullMarked;
