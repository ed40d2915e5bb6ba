/** Small programs that show Kyoto at work, one package each. */
@NullMarked
package dev.kyoto.examples;

import org.jspecify.annotations.NullMarked;
