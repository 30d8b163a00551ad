/** The command line: words and options in, tasks run, results out. */
@NullMarked
package dev.unroll.app;

import org.jspecify.annotations.NullMarked;
