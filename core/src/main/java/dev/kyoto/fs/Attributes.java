package dev.kyoto.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of the JDK about what describes a file. */
final class Attributes {

    private Attributes() {}

    /** All that the file system has. */
    static BasicFileAttributes read(Path path, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class, options);
        } catch (UnsupportedOperationException e) {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        }
    }

    static @Nullable Void setPermissions(Path path, Set<PosixFilePermission> permissions)
            throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            throw new UnsupportedOperationException(
                    "the file system of " + path + " knows no POSIX permissions");
        }
        view.setPermissions(permissions);
        return null;
    }
}
