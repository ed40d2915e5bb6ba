package dev.kyoto.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Calls of the JDK about names, where it does not tell files from directories. */
final class Names {

    private Names() {}

    static boolean exists(Path path) throws IOException {
        try {
            var _ = Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static @Nullable Void removeFile(Path path) throws IOException {
        if (isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        Files.delete(path);
        return null;
    }

    static @Nullable Void removeDir(Path path) throws IOException {
        if (!isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        Files.delete(path);
        return null;
    }

    private static boolean isDirectory(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isDirectory();
    }
}
