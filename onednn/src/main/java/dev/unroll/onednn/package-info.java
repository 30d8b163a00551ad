/**
 * Large products by oneDNN ({@code dnnl_sgemm}), called on heap arrays through {@link java.lang.foreign}. The native
 * library comes as a jar on the class path, holding nothing but files; without it the program runs on, slower.
 */
@NullMarked
package dev.unroll.onednn;

import org.jspecify.annotations.NullMarked;
