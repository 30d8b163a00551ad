/** Text from files to batches of token ids: corpora of any size, their vocabulary, and truncated-BPTT batching. */
@NullMarked
package dev.unroll.data;

import org.jspecify.annotations.NullMarked;
