/** One elementwise expression: parse, print, simplify, differentiate, evaluate. */
@NullMarked
package dev.unroll.expr;

import org.jspecify.annotations.NullMarked;
