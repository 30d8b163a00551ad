/** Modules: named parameters and the functions over them. */
@NullMarked
package dev.unroll.nn;

import org.jspecify.annotations.NullMarked;
