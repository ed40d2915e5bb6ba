package dev.kyoto.process;

/**
 * The standard error output of a child, to be read.
 *
 * <p>The end comes when the child, and whoever inherited the pipe from it, has closed it; that may be
 * long after the child has ended. At the end everything is given back; who stops before must {@link
 * #close} it. One task reads at a time.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var stderr = child.stderr()) {
 *     var lines = stderr.buffered().lines();
 *     for (var line = lines.next().await(); line != null; line = lines.next().await()) {
 *         handle(line);
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio::process::ChildStderr}.
 */
public final class ChildStderr extends ChildOutput {
    ChildStderr(String child, ReadPipe pipe) {
        super("stderr of " + child, pipe);
    }
}
