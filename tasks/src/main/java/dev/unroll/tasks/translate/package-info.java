/** Translating lines of text: from pairs of lines to a model that makes one of the other. */
@NullMarked
package dev.unroll.tasks.translate;

import org.jspecify.annotations.NullMarked;
