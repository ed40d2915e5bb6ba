package dev.kyoto.fs;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/** The message of a failure in the file system: NIO often says no more than the path. */
final class FileFailure {

    private FileFailure() {}

    /**
     * A failure with a message that says what was done to which file, and what came of it.
     *
     * @param what as "rename /a to /b"
     */
    static IoException of(String what, IOException cause) {
        var file = cause instanceof FileSystemException e ? e.getFile() : null;
        var where = file == null || what.contains(file) ? "" : " (" + file + ")";
        return IoException.of(what + ": " + reason(cause) + where, cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException e -> "no such file or directory";
            case FileAlreadyExistsException e -> "it exists already";
            case DirectoryNotEmptyException e -> "the directory is not empty";
            case NotDirectoryException e -> "not a directory";
            case AccessDeniedException e -> "permission denied";
            case FileSystemLoopException e -> "symbolic links lead around in a circle";
            case NotLinkException e -> "not a symbolic link";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    }
}
