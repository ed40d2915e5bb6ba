/**
 * The static entry points of Kyoto, as one vocabulary for {@code import static}.
 *
 * <p>This is the top floor: it may use every other package of the module, and none of them uses it.
 */
@NullMarked
package dev.kyoto;

import org.jspecify.annotations.NullMarked;
