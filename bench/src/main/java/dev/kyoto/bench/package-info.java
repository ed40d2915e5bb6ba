/**
 * What tasks and async blocks cost, each held against the same program written by hand.
 *
 * <p>The futures written by hand do the same operations as the blocks beside them, in as few lines
 * as correct use allows: they neither detect a poll after their end nor cancel what they await. So
 * a block is held against the strongest opponent that plain Java has.
 */
@NullMarked
package dev.kyoto.bench;

import org.jspecify.annotations.NullMarked;
