/**
 * Asynchronous input and output of bytes: what readers and writers are, and what can be done with
 * any of them.
 *
 * <p>{@link dev.kyoto.io.AsyncRead}, {@link dev.kyoto.io.AsyncWrite} and {@link
 * dev.kyoto.io.AsyncBufRead} each ask an implementation for a few {@code poll} methods and give it
 * all the operations that wait. {@link dev.kyoto.io.Io} copies between them, splits and joins them
 * and makes them in memory; {@link dev.kyoto.io.Cursor} is a file in memory. Nothing here needs a runtime.
 */
@NullMarked
package dev.kyoto.io;

import org.jspecify.annotations.NullMarked;
