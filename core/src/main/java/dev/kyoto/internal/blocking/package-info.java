/** The threads for work that blocks: they come on demand and leave when idle. */
@NullMarked
package dev.kyoto.internal.blocking;

import org.jspecify.annotations.NullMarked;
