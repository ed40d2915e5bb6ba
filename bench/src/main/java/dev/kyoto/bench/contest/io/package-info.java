/**
 * The I/O programs of the contest: servers that are put under load from outside.
 *
 * <p>{@link dev.kyoto.bench.contest.io.Serving} starts one of them. What a server understands and
 * answers is the same code for Kyoto and for the JDK; how the bytes come and go is each one's own.
 */
@NullMarked
package dev.kyoto.bench.contest.io;

import org.jspecify.annotations.NullMarked;
