/**
 * Files: atomic writes, JSON, safetensors, and the folders of a model and of a run.
 *
 * <p>What is read is not trusted: sizes are checked before anything is allocated. Every failure is a {@link
 * dev.unroll.io.FileException} whose message names the file, the trouble and the remedy.
 */
@NullMarked
package dev.unroll.io;

import org.jspecify.annotations.NullMarked;
