/** What the golden files are recorded from: libtorch's recurrent networks, and the text file they are written to. */
@NullMarked
package dev.unroll.bench.golden;

import org.jspecify.annotations.NullMarked;
