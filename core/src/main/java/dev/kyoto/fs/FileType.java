package dev.kyoto.fs;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * What has a name in the file system.
 *
 * <p>Answers to {@code std::fs::FileType}.
 */
public enum FileType {
    /** A file with bytes. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link, wherever it leads. */
    SYMLINK,
    /** A device, a pipe, a socket. */
    OTHER;

    /**
     * What attributes are about.
     *
     * @param attributes as {@link Fs#metadata} tells them
     * @return the type
     */
    public static FileType of(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return SYMLINK;
        }
        return attributes.isDirectory() ? DIRECTORY : attributes.isRegularFile() ? FILE : OTHER;
    }
}
