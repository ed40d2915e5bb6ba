package dev.kyoto.process;

import com.google.errorprone.annotations.CheckReturnValue;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one of a child's standard streams leads. Immutable.
 *
 * <p>Answers to {@code std::process::Stdio}.
 */
@CheckReturnValue
public final class Stdio {

    private enum Kind {
        INHERIT,
        PIPED,
        DISCARD,
        FILE,
        APPEND,
        MERGE
    }

    private static final Stdio INHERIT = new Stdio(Kind.INHERIT, null);
    private static final Stdio PIPED = new Stdio(Kind.PIPED, null);
    private static final Stdio DISCARD = new Stdio(Kind.DISCARD, null);
    private static final Stdio MERGE = new Stdio(Kind.MERGE, null);

    private final Kind kind;
    private final @Nullable File file;

    private Stdio(Kind kind, @Nullable File file) {
        this.kind = kind;
        this.file = file;
    }

    /**
     * The same stream as this process has.
     *
     * <p>Answers to {@code Stdio::inherit}.
     *
     * @return the setting
     */
    public static Stdio inherit() {
        return INHERIT;
    }

    /**
     * A pipe, whose other end {@link Child#stdin}, {@link Child#stdout} or {@link Child#stderr} is.
     *
     * <p>Answers to {@code Stdio::piped}.
     *
     * @return the setting
     */
    public static Stdio piped() {
        return PIPED;
    }

    /**
     * Nowhere: what is written is thrown away, and there is nothing to read.
     *
     * <p>Answers to {@code Stdio::null}, a name that is taken in Java.
     *
     * @return the setting
     */
    public static Stdio discard() {
        return DISCARD;
    }

    /**
     * A file: read from its start, or emptied first and written; it is created for writing. A file
     * that cannot be opened makes the start of the child fail.
     *
     * <p>Answers to {@code Stdio::from(File)}.
     *
     * @param path the file
     * @return the setting
     */
    public static Stdio file(Path path) {
        return new Stdio(Kind.FILE, path.toFile());
    }

    /**
     * A file that is written at its end, and created if there is none; for stdout and stderr.
     *
     * @param path the file
     * @return the setting
     */
    public static Stdio appendTo(Path path) {
        return new Stdio(Kind.APPEND, path.toFile());
    }

    /**
     * Where stdout leads, in the order in which the child writes; for stderr.
     *
     * @return the setting
     */
    public static Stdio mergeIntoStdout() {
        return MERGE;
    }

    boolean isPiped() {
        return kind == Kind.PIPED;
    }

    boolean isMerge() {
        return kind == Kind.MERGE;
    }

    Stdio forStdin() {
        if (kind == Kind.APPEND || kind == Kind.MERGE) {
            throw new IllegalArgumentException(
                    "stdin cannot be "
                            + this
                            + "; it can be inherit(), piped(), discard() or"
                            + " file(path)");
        }
        return this;
    }

    Stdio forStdout() {
        if (kind == Kind.MERGE) {
            throw new IllegalArgumentException(
                    "stdout cannot be merged into itself; give mergeIntoStdout() to stderr(…)");
        }
        return this;
    }

    /** What the JDK calls it; a pipe is asked for where nothing better was found. */
    ProcessBuilder.Redirect input() {
        return switch (kind) {
            case INHERIT -> ProcessBuilder.Redirect.INHERIT;
            case DISCARD -> ProcessBuilder.Redirect.from(new File("/dev/null"));
            case FILE -> ProcessBuilder.Redirect.from(fileOf());
            case PIPED, APPEND, MERGE -> ProcessBuilder.Redirect.PIPE;
        };
    }

    ProcessBuilder.Redirect output() {
        return switch (kind) {
            case INHERIT -> ProcessBuilder.Redirect.INHERIT;
            case DISCARD -> ProcessBuilder.Redirect.DISCARD;
            case FILE -> ProcessBuilder.Redirect.to(fileOf());
            case APPEND -> ProcessBuilder.Redirect.appendTo(fileOf());
            case PIPED, MERGE -> ProcessBuilder.Redirect.PIPE;
        };
    }

    private File fileOf() {
        return Objects.requireNonNull(file);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case INHERIT -> "inherit()";
            case PIPED -> "piped()";
            case DISCARD -> "discard()";
            case FILE -> "file(" + file + ")";
            case APPEND -> "appendTo(" + file + ")";
            case MERGE -> "mergeIntoStdout()";
        };
    }
}
