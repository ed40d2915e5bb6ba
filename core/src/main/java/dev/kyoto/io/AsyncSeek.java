package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;

/**
 * Something with a position from which the next read or write goes on, as a file.
 *
 * <p>Answers to {@code tokio::io::AsyncSeek} and {@code AsyncSeekExt}, whose two poll methods are
 * one future here.
 */
@CheckReturnValue
public interface AsyncSeek {

    /**
     * Moves the position. It may lie beyond the end, where a write leaves a gap of zeros.
     *
     * <p><b>Cancellation</b> Whether the position was moved is not known: seek again.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException}, and {@link IllegalArgumentException}
     * for a place before the start; the position is where it was.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * file.seek(SeekFrom.end(-4)).await();
     * int checksum = file.readInt().await();
     * }
     *
     * <p>Answers to {@code AsyncSeekExt::seek}.
     *
     * @param to where to
     * @return the new position in bytes from the start
     */
    Future<Long> seek(SeekFrom to);

    /**
     * Moves the position to the start; see {@link #seek}.
     *
     * <p>Answers to {@code AsyncSeekExt::rewind}.
     *
     * @return the new position, 0
     */
    default Future<Long> rewind() {
        return seek(SeekFrom.start(0));
    }

    /**
     * Tells the position; see {@link #seek}.
     *
     * <p>Answers to {@code AsyncSeekExt::stream_position}.
     *
     * @return the position in bytes from the start
     */
    default Future<Long> position() {
        return seek(SeekFrom.current(0));
    }
}
