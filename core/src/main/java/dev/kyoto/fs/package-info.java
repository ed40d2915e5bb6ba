/**
 * Files and directories, without blocking a task.
 *
 * <p>Systems have no readiness for files, so everything here runs on the blocking pool of the runtime
 * at hand. {@link dev.kyoto.fs.AsyncFile} is an open file, {@link dev.kyoto.fs.Fs} does things by
 * name, {@link dev.kyoto.fs.ReadDir} lists a directory, {@link dev.kyoto.fs.FolderWatch} tells what
 * changes in one.
 *
 * <p>Failures are {@link dev.kyoto.future.IoException}s whose messages name the operation and the
 * path. Nothing interrupts a call that has begun: an interrupt would close the channel under
 * everybody who uses it.
 *
 * <p>Answers to {@code tokio::fs}.
 */
@NullMarked
package dev.kyoto.fs;

import org.jspecify.annotations.NullMarked;
