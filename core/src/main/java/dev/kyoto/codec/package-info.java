/**
 * Frames: from bytes to messages and back.
 *
 * <p>A {@link dev.kyoto.codec.Decoder} and an {@link dev.kyoto.codec.Encoder} know a protocol and
 * no I/O; {@link dev.kyoto.codec.Framed} puts them over a stream. There are codecs for lines, for
 * delimiters, for length prefixes and for plain chunks of bytes.
 */
@NullMarked
package dev.kyoto.codec;

import org.jspecify.annotations.NullMarked;
