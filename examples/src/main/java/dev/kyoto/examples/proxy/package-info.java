/** A proxy for anything over TCP. */
@NullMarked
package dev.kyoto.examples.proxy;

import org.jspecify.annotations.NullMarked;
