package dev.kyoto.examples.redis;

import java.util.List;

/**
 * One command as a client sent it: its name and its arguments, as bytes, never empty.
 *
 * @param words the name first, then the arguments
 */
record Request(List<byte[]> words) {}
