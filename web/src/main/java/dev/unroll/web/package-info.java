/** The page: runs as they train, models as they think. It reads files that training writes; training never waits for it. */
@NullMarked
package dev.unroll.web;

import org.jspecify.annotations.NullMarked;
