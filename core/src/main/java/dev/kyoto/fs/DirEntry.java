package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A name in a directory. Only its text is known at first; all else is asked when it is wanted.
 *
 * <p>Answers to {@code tokio::fs::DirEntry}.
 *
 * @param path the directory as it was given, with the name
 */
public record DirEntry(Path path) {

    /**
     * The name alone.
     *
     * @return the last part of the path
     */
    public String fileName() {
        return path.getFileName().toString();
    }

    /**
     * Tells about what has the name, be it a symbolic link; see {@link Fs#symlinkMetadata}.
     *
     * @return its attributes
     */
    @CheckReturnValue
    public Future<BasicFileAttributes> metadata() {
        return Fs.symlinkMetadata(path);
    }

    /**
     * Tells what has the name, be it a symbolic link; {@link Fs#symlinkMetadata} in all else.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND} if it is gone meanwhile.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * boolean deeper = entry.fileType().await() == FileType.DIRECTORY;
     * }
     *
     * @return its type
     */
    @CheckReturnValue
    public Future<FileType> fileType() {
        return FsCall.of(
                "tell the type of " + path,
                scheduler ->
                        FileType.of(
                                Files.readAttributes(
                                        path,
                                        BasicFileAttributes.class,
                                        LinkOption.NOFOLLOW_LINKS)));
    }

    /**
     * Tells the number that the file has on its device, whatever its name.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND} if it is gone meanwhile; {@link
     * UnsupportedOperationException} where files have no such number.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * long inode = entry.ino().await();
     * }
     *
     * <p>Answers to {@code DirEntry::ino}.
     *
     * @return the inode number
     */
    @CheckReturnValue
    public Future<Long> ino() {
        return FsCall.of(
                "tell the inode of " + path,
                scheduler ->
                        (Long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
    }
}
