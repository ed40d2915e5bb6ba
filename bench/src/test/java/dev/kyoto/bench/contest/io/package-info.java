/** Tests of the I/O programs. */
@NullMarked
package dev.kyoto.bench.contest.io;

import org.jspecify.annotations.NullMarked;
