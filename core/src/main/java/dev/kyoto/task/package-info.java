/** Tasks in groups: sets, trackers, tokens, scopes, and tasks that stay on one thread. */
@NullMarked
package dev.kyoto.task;

import org.jspecify.annotations.NullMarked;
