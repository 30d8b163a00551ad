/** The verbs over raw arrays that everything numeric stands on. Knows no tensor and no gradient. */
@NullMarked
package dev.unroll.kernel;

import org.jspecify.annotations.NullMarked;
