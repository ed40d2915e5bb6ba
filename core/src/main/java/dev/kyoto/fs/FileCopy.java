package dev.kyoto.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;

/** Copies a file into one that may exist, without making it another file. */
final class FileCopy {
    private static final long STEP = 64L * 1024 * 1024;

    private FileCopy() {}

    static long copy(Path from, Path to) throws IOException {
        var attributes = Attributes.read(from);
        if (attributes.isDirectory()) {
            throw new FileSystemException(from.toString(), null, "is a directory");
        }
        try (var source = FileChannel.open(from, StandardOpenOption.READ)) {
            // Emptying the target would empty the source, if they were the same.
            if (Names.exists(to) && Files.isSameFile(from, to)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            try (var target =
                    FileChannel.open(
                            to,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                // Before the contents, so that nobody reads what the source does not show.
                if (attributes instanceof PosixFileAttributes posix && Files.isRegularFile(to)) {
                    Attributes.setPermissions(to, posix.permissions());
                }
                return transfer(source, target);
            }
        }
    }

    private static long transfer(FileChannel source, FileChannel target) throws IOException {
        long position = 0;
        while (true) {
            long count = source.transferTo(position, STEP, target);
            if (count == 0) {
                return position;
            }
            position += count;
        }
    }
}
