package dev.kyoto.signal;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * A kind of signal, by the name that the system has for it.
 *
 * <p>Not every kind can be listened for: the JVM keeps SIGQUIT, SIGSEGV, SIGILL and SIGFPE for itself,
 * the system SIGKILL and SIGSTOP, and no platform has them all; {@link Signals#listen} tells.
 *
 * <p>Answers to {@code tokio::signal::unix::SignalKind}.
 *
 * @param name the name without "SIG", as "TERM"
 */
@CheckReturnValue
public record SignalKind(String name) {
    /** The names that the JDK may know on Unix. */
    private static final String[] NAMES = {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "EMT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
        "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "POLL", "PWR", "INFO", "SYS"
    };

    /**
     * A kind by its name.
     *
     * @throws IllegalArgumentException for a name that is empty or begins with "SIG"
     */
    public SignalKind {
        if (name.isEmpty() || name.startsWith("SIG")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a signal; write it without SIG, as \"TERM\"");
        }
    }

    /**
     * A kind by its number on this platform.
     *
     * <p>Answers to {@code SignalKind::from_raw}.
     *
     * @param number the number
     * @return the kind
     * @throws IllegalArgumentException if no signal that the JDK knows has that number, as the
     *     real-time signals
     */
    public static SignalKind fromRaw(int number) {
        for (var name : NAMES) {
            if (JdkSignals.numberOf(name) == number) {
                return new SignalKind(name);
            }
        }
        throw new IllegalArgumentException(
                "the JDK knows no signal of number " + number + " on this platform");
    }

    /**
     * The number of this kind on this platform.
     *
     * <p>Answers to {@code SignalKind::as_raw_value}.
     *
     * @return the number
     * @throws IllegalArgumentException if this platform has no such signal
     */
    public int rawValue() {
        int number = JdkSignals.numberOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("this platform has no signal " + this);
        }
        return number;
    }

    /**
     * SIGALRM: a timer of the system has run out.
     *
     * @return the kind
     */
    public static SignalKind alarm() {
        return new SignalKind("ALRM");
    }

    /**
     * SIGCHLD: a child has ended or stopped. The JDK reaps its children by itself.
     *
     * @return the kind
     */
    public static SignalKind child() {
        return new SignalKind("CHLD");
    }

    /**
     * SIGHUP: the terminal is gone; servers read their settings anew.
     *
     * @return the kind
     */
    public static SignalKind hangup() {
        return new SignalKind("HUP");
    }

    /**
     * SIGINFO: a question for the status, on BSD and macOS alone.
     *
     * @return the kind
     */
    public static SignalKind info() {
        return new SignalKind("INFO");
    }

    /**
     * SIGINT: Ctrl-C.
     *
     * @return the kind
     */
    public static SignalKind interrupt() {
        return new SignalKind("INT");
    }

    /**
     * SIGIO: a descriptor is ready.
     *
     * @return the kind
     */
    public static SignalKind io() {
        return new SignalKind("IO");
    }

    /**
     * SIGPIPE: written to a pipe that nobody reads; the JVM makes an exception of it anyway.
     *
     * @return the kind
     */
    public static SignalKind pipe() {
        return new SignalKind("PIPE");
    }

    /**
     * SIGQUIT: the JVM prints its threads upon it, and keeps it for itself but under {@code -Xrs}.
     *
     * @return the kind
     */
    public static SignalKind quit() {
        return new SignalKind("QUIT");
    }

    /**
     * SIGTERM: a request to end.
     *
     * @return the kind
     */
    public static SignalKind terminate() {
        return new SignalKind("TERM");
    }

    /**
     * SIGUSR1: of the program's own meaning.
     *
     * @return the kind
     */
    public static SignalKind userDefined1() {
        return new SignalKind("USR1");
    }

    /**
     * SIGUSR2: of the program's own meaning.
     *
     * @return the kind
     */
    public static SignalKind userDefined2() {
        return new SignalKind("USR2");
    }

    /**
     * SIGWINCH: the size of the terminal has changed.
     *
     * @return the kind
     */
    public static SignalKind windowChange() {
        return new SignalKind("WINCH");
    }

    /**
     * The full name.
     *
     * @return as "SIGTERM"
     */
    @Override
    public String toString() {
        return "SIG" + name;
    }
}
