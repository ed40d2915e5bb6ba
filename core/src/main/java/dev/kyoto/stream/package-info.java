/** Streams: values that come one after another, each of them awaited. */
@NullMarked
package dev.kyoto.stream;

import org.jspecify.annotations.NullMarked;
