/** What the futures of the library's own operations share: their life, from first poll to end. */
@NullMarked
package dev.kyoto.internal.leaf;

import org.jspecify.annotations.NullMarked;
