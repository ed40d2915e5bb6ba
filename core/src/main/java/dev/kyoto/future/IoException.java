package dev.kyoto.future;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An I/O failure with a kind that a program can switch on; the JDK's exception is its cause.
 *
 * <p>The JDK often tells failures apart by their message alone; {@link #of} looks at class and
 * message once, here, so that applications need not.
 *
 * <p>Answers to {@code std::io::Error} and {@code std::io::ErrorKind}.
 */
public final class IoException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as the platform tells. More kinds may be added. */
    public enum Kind {
        /** Nobody listens at the address. */
        CONNECTION_REFUSED,
        /** The peer closed the connection with data still under way. */
        CONNECTION_RESET,
        /** The connection was given up on this side. */
        CONNECTION_ABORTED,
        /** The socket is not connected. */
        NOT_CONNECTED,
        /** Written to a peer that no longer reads. */
        BROKEN_PIPE,
        /** The input ended in the middle of what was asked for. */
        UNEXPECTED_EOF,
        /** Another socket has the local address. */
        ADDRESS_IN_USE,
        /** No interface of this machine has the local address. */
        ADDRESS_NOT_AVAILABLE,
        /** No route to the host or its network. */
        HOST_UNREACHABLE,
        /** The name has no address. */
        UNKNOWN_HOST,
        /** The operation took longer than allowed. */
        TIMED_OUT,
        /** The process may not do this. */
        PERMISSION_DENIED,
        /** No such file. */
        NOT_FOUND,
        /** The file exists already. */
        ALREADY_EXISTS,
        /** A directory is needed, and something else has the name. */
        NOT_A_DIRECTORY,
        /** A directory has the name, and something else is needed. */
        IS_A_DIRECTORY,
        /** The directory still has entries. */
        DIRECTORY_NOT_EMPTY,
        /** Symbolic links lead around in a circle, or there are too many of them. */
        FILESYSTEM_LOOP,
        /** The file system may not be written. */
        READ_ONLY_FILESYSTEM,
        /** No space is left on the device, or in the user's share of it. */
        STORAGE_FULL,
        /** The file would be larger than the system or the process allows. */
        FILE_TOO_LARGE,
        /** The two names are on different devices. */
        CROSSES_DEVICES,
        /** The system does not take the name of a file, as it is too long. */
        INVALID_FILENAME,
        /** The file has no position, as it is a pipe or a terminal. */
        NOT_SEEKABLE,
        /** The process or the system has no descriptor left. */
        TOO_MANY_OPEN_FILES,
        /** The bytes do not have the expected form. */
        INVALID_DATA,
        /** This end was closed. */
        CLOSED,
        /** The runtime that drives this resource was shut down. */
        RUNTIME_SHUTDOWN,
        /** Anything else; see the message and the cause. */
        OTHER
    }

    private final Kind kind;

    /**
     * A failure that Kyoto or an application found itself.
     *
     * @param kind what went wrong
     * @param message what happened, with the value, and what to do
     */
    public IoException(Kind kind, String message) {
        this(kind, message, new IOException(message));
    }

    /**
     * A failure that the JDK reported.
     *
     * @param kind what went wrong
     * @param message what happened
     * @param cause the JDK's exception
     */
    public IoException(Kind kind, String message, IOException cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /**
     * Wraps the JDK's exception with the kind that its class and message tell.
     *
     * @param cause the JDK's exception
     * @return an exception with the same message
     */
    public static IoException of(IOException cause) {
        return of(Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    }

    /**
     * Wraps the JDK's exception with a message that says more.
     *
     * @param message what happened, as "connect to 10.0.0.1:80: Connection refused"
     * @param cause the JDK's exception
     * @return an exception of the kind that the cause tells
     */
    public static IoException of(String message, IOException cause) {
        return new IoException(kindOf(cause), message, cause);
    }

    /**
     * What went wrong.
     *
     * @return the kind, {@link Kind#OTHER} if the platform does not tell
     */
    public Kind kind() {
        return kind;
    }

    private static Kind kindOf(IOException cause) {
        return switch (cause) {
            case EOFException e -> Kind.UNEXPECTED_EOF;
            case BindException e -> bindKind(messageOf(e));
            case NoRouteToHostException e -> Kind.HOST_UNREACHABLE;
            case ConnectException e -> connectKind(messageOf(e));
            case UnknownHostException e -> Kind.UNKNOWN_HOST;
            case SocketTimeoutException e -> Kind.TIMED_OUT;
            case ClosedChannelException e -> Kind.CLOSED;
            case NoSuchFileException e -> Kind.NOT_FOUND;
            case FileNotFoundException e -> fileNotFoundKind(messageOf(e));
            case FileAlreadyExistsException e -> Kind.ALREADY_EXISTS;
            case AccessDeniedException e -> Kind.PERMISSION_DENIED;
            case NotDirectoryException e -> Kind.NOT_A_DIRECTORY;
            case DirectoryNotEmptyException e -> Kind.DIRECTORY_NOT_EMPTY;
            case FileSystemLoopException e -> Kind.FILESYSTEM_LOOP;
            case AtomicMoveNotSupportedException e -> Kind.CROSSES_DEVICES;
            // Its message begins with the path, which may say anything.
            case FileSystemException e -> kindOfMessage(lower(e.getReason()));
            case PortUnreachableException e -> Kind.CONNECTION_REFUSED;
            case CharacterCodingException e -> Kind.INVALID_DATA;
            default -> kindOfMessage(messageOf(cause));
        };
    }

    /**
     * NIO throws some failures as runtime exceptions; this gives them a kind as well.
     *
     * @param message what was tried
     * @param cause the exception of a channel or of address resolution
     * @return an exception of the kind that the cause tells
     */
    public static IoException of(String message, RuntimeException cause) {
        var kind =
                switch (cause) {
                    case NotYetConnectedException e -> Kind.NOT_CONNECTED;
                    case UnresolvedAddressException e -> Kind.UNKNOWN_HOST;
                    default -> Kind.OTHER;
                };
        return new IoException(kind, message, new IOException(message, cause));
    }

    private static Kind bindKind(String message) {
        return message.contains("assign requested")
                ? Kind.ADDRESS_NOT_AVAILABLE
                : message.contains("permission") ? Kind.PERMISSION_DENIED : Kind.ADDRESS_IN_USE;
    }

    private static Kind connectKind(String message) {
        return message.contains("timed out")
                ? Kind.TIMED_OUT
                : message.contains("refused") ? Kind.CONNECTION_REFUSED : kindOfMessage(message);
    }

    /** java.io reports every failure to open a file by this class. */
    private static Kind fileNotFoundKind(String message) {
        var kind = kindOfMessage(message);
        return kind == Kind.OTHER ? Kind.NOT_FOUND : kind;
    }

    private static Kind kindOfMessage(String message) {
        record Mark(String text, Kind kind) {}
        // The texts of strerror on Linux and macOS, and of the JDK where it speaks for itself.
        var marks =
                new Mark[] {
                    new Mark("connection reset", Kind.CONNECTION_RESET),
                    new Mark("broken pipe", Kind.BROKEN_PIPE),
                    new Mark("connection refused", Kind.CONNECTION_REFUSED),
                    new Mark("software caused connection abort", Kind.CONNECTION_ABORTED),
                    new Mark("too many open files", Kind.TOO_MANY_OPEN_FILES),
                    new Mark("address already in use", Kind.ADDRESS_IN_USE),
                    new Mark("cannot assign requested address", Kind.ADDRESS_NOT_AVAILABLE),
                    new Mark("unreachable", Kind.HOST_UNREACHABLE),
                    new Mark("no route to host", Kind.HOST_UNREACHABLE),
                    new Mark("timed out", Kind.TIMED_OUT),
                    new Mark("permission denied", Kind.PERMISSION_DENIED),
                    new Mark("operation not permitted", Kind.PERMISSION_DENIED),
                    new Mark("not connected", Kind.NOT_CONNECTED),
                    new Mark("socket closed", Kind.CLOSED),
                    new Mark("not a directory", Kind.NOT_A_DIRECTORY),
                    new Mark("is a directory", Kind.IS_A_DIRECTORY),
                    new Mark("directory not empty", Kind.DIRECTORY_NOT_EMPTY),
                    new Mark("levels of symbolic links", Kind.FILESYSTEM_LOOP),
                    new Mark("read-only file system", Kind.READ_ONLY_FILESYSTEM),
                    new Mark("no space left", Kind.STORAGE_FULL),
                    new Mark("quota exceeded", Kind.STORAGE_FULL),
                    new Mark("file too large", Kind.FILE_TOO_LARGE),
                    new Mark("cross-device link", Kind.CROSSES_DEVICES),
                    new Mark("file name too long", Kind.INVALID_FILENAME),
                    new Mark("illegal seek", Kind.NOT_SEEKABLE),
                    new Mark("no such file or directory", Kind.NOT_FOUND),
                };
        for (var mark : marks) {
            if (message.contains(mark.text())) {
                return mark.kind();
            }
        }
        return Kind.OTHER;
    }

    private static String messageOf(IOException cause) {
        return lower(cause.getMessage());
    }

    private static String lower(@Nullable String text) {
        return Objects.requireNonNullElse(text, "").toLowerCase(Locale.ROOT);
    }
}
