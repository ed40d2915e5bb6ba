/**
 * Async blocks: direct-style code as futures.
 *
 * <p>The rest of Kyoto knows {@link dev.kyoto.internal.block.Blocks} alone, and behind it an
 * interface with room for more than one way to run a block.
 */
@NullMarked
package dev.kyoto.internal.block;

import org.jspecify.annotations.NullMarked;
