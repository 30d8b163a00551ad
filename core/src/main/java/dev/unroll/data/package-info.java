/** From files to batches: text of any size as token ids for truncated BPTT, sequences of features with their lengths. */
@NullMarked
package dev.unroll.data;

import org.jspecify.annotations.NullMarked;
