/** What the examples share around their subject: arguments, signals, exit status, accept loop. */
@NullMarked
package dev.kyoto.examples.program;

import org.jspecify.annotations.NullMarked;
