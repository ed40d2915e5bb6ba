/**
 * TCP and Unix-domain sockets and name lookup over the runtime's I/O driver.
 *
 * <p>Sockets are made inside a runtime: in a task, in {@code blockOn}, or on a thread that entered
 * one. Once made, they may be used from any thread. Whatever takes a name looks it up on the
 * blocking pool; addresses written as numbers need no lookup.
 *
 * <p>Failures are {@link dev.kyoto.future.IoException}s. Every operation charges the task's
 * cooperation budget.
 *
 * <p>Answers to {@code tokio::net}.
 */
@NullMarked
package dev.kyoto.net;

import org.jspecify.annotations.NullMarked;
