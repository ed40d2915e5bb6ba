package dev.kyoto.fs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Removes a directory with all that is in it.
 *
 * <p>Where the platform has it, each directory is opened within its parent, which is open itself, and
 * emptied by names relative to it: nobody can make it leave the tree by putting a symbolic link in
 * the place of a directory. As many directories are open at a time as they are deep.
 */
final class Tree {
    /** How often a directory is emptied again in which others create something meanwhile. */
    private static final int ROUNDS = 100;

    private Tree() {}

    static @Nullable Void remove(Path root) throws IOException {
        var attributes =
                Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            Files.delete(root);
            return null;
        }
        if (!attributes.isDirectory()) {
            throw new NotDirectoryException(root.toString());
        }
        for (int round = 1; ; round++) {
            try {
                empty(root);
                Files.deleteIfExists(root);
                return null;
            } catch (DirectoryNotEmptyException e) {
                if (round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /** Removes a file, or a directory with all in it; nothing is fine as well. */
    static @Nullable Void removeIfThere(Path path) throws IOException {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                remove(path);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has removed it.
        }
        return null;
    }

    private static void empty(Path root) throws IOException {
        try (var entries = Files.newDirectoryStream(root)) {
            if (entries instanceof SecureDirectoryStream<Path> secure) {
                // Its first step is by name; what it finds there was checked to be a directory.
                emptySecurely(secure);
            } else {
                emptyByName(entries);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has removed it.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void emptySecurely(SecureDirectoryStream<Path> directory) throws IOException {
        for (var entry : directory) {
            var name = entry.getFileName();
            try {
                if (isDirectory(directory, name)) {
                    removeSecurely(directory, name);
                } else {
                    directory.deleteFile(name);
                }
            } catch (NoSuchFileException e) {
                // Somebody else has removed it.
            }
        }
    }

    private static void removeSecurely(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        for (int round = 1; ; round++) {
            try (var directory = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                emptySecurely(directory);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            try {
                parent.deleteDirectory(name);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        return parent.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static void emptyByName(DirectoryStream<Path> entries) throws IOException {
        for (var entry : entries) {
            try {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    empty(entry);
                }
                Files.deleteIfExists(entry);
            } catch (NoSuchFileException e) {
                // Somebody else has removed it.
            }
        }
    }
}
