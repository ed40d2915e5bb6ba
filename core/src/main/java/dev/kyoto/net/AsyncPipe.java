package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;

/**
 * A pipe of the system: what is written at one end is read at the other one. For bytes that pass
 * within this process through the system, as between a task and code that knows channels only;
 * between two tasks a {@link dev.kyoto.io.Io#duplex} costs less.
 *
 * <p>Each end is closed by itself.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var pipe = AsyncPipe.open();
 * try (var input = pipe.receiver(); var output = pipe.sender()) {
 *     output.writeAll("hello\n".getBytes(US_ASCII)).await();
 *     System.out.println(input.buffered().readLine().await());
 * }
 * }
 *
 * <p>Answers to {@code tokio::net::unix::pipe}.
 *
 * @param sender the end that is written
 * @param receiver the end that is read
 */
public record AsyncPipe(PipeSender sender, PipeReceiver receiver) {

    /**
     * Makes a pipe.
     *
     * <p>Answers to {@code tokio::net::unix::pipe::pipe}.
     *
     * @return both ends
     * @throws IoException {@code TOO_MANY_OPEN_FILES}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public static AsyncPipe open() {
        Pipe pipe;
        try {
            pipe = NetAccess.io().sockets().openPipe();
        } catch (IOException e) {
            throw IoException.of("cannot make a pipe: " + e.getMessage(), e);
        }
        try {
            return new AsyncPipe(PipeSender.of(pipe.sink()), PipeReceiver.of(pipe.source()));
        } catch (IoException e) {
            closeQuietly(pipe.sink());
            closeQuietly(pipe.source());
            throw e;
        }
    }

    private static void closeQuietly(Channel end) {
        try {
            end.close();
        } catch (IOException e) {
            // What made it close is on its way to the caller.
        }
    }
}
