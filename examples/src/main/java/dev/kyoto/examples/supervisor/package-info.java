/**
 * Keeps programs running: starts them again when they end, after a while that grows, and ends them with
 * itself, by force if they do not listen.
 */
@NullMarked
package dev.kyoto.examples.supervisor;

import org.jspecify.annotations.NullMarked;
