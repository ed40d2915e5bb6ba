package dev.kyoto.process;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.charset.StandardCharsets;

/**
 * How a child has ended, and all that it has written.
 *
 * <p>Answers to {@code std::process::Output}.
 *
 * @param status how it has ended
 * @param stdout its standard output; empty if that was not piped
 * @param stderr its standard error output; empty if that was not piped
 */
@CheckReturnValue
@SuppressWarnings("ArrayRecordComponent") // as large as the output: the caller's own, never copied
public record Output(ExitStatus status, byte[] stdout, byte[] stderr) {

    /**
     * The standard output as text.
     *
     * @return its bytes as UTF-8; a replacement character stands for what is not
     */
    public String stdoutText() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /**
     * The standard error output as text.
     *
     * @return its bytes as UTF-8; a replacement character stands for what is not
     */
    public String stderrText() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Output[%s, %d bytes of stdout, %d bytes of stderr]"
                .formatted(status, stdout.length, stderr.length);
    }
}
