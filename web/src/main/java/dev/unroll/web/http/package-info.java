/** A small web site on the JDK's HTTP server: what the page and the server of models stand on. */
@NullMarked
package dev.unroll.web.http;

import org.jspecify.annotations.NullMarked;
