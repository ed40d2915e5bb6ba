package dev.kyoto.process;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * How a child has ended.
 *
 * <p>The JDK tells a child that was ended by signal <i>n</i> only by the code 128 + <i>n</i>, as a
 * shell does: 137 for SIGKILL, 143 for SIGTERM. A program that exits with such a code by itself
 * looks the same.
 *
 * <p>Answers to {@code std::process::ExitStatus}.
 *
 * @param code what the program passed to {@code exit}, 0 to 255, or 128 + the signal's number
 */
@CheckReturnValue
public record ExitStatus(int code) {

    /**
     * Whether the program says that all went well.
     *
     * @return true if the code is 0
     */
    public boolean success() {
        return code == 0;
    }

    /**
     * As a person reads it.
     *
     * @return as "exit status 1" or "exit status 143, perhaps signal 15"
     */
    @Override
    public String toString() {
        return code > 128 && code <= 128 + 64
                ? "exit status " + code + ", perhaps signal " + (code - 128)
                : "exit status " + code;
    }
}
