package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The futures of {@link AsyncRead}. */
final class Reads {
    /** Room made for each read of an input of unknown length, beyond what the buffer has anyway. */
    private static final int LEAST_ROOM = 32;

    private Reads() {}

    private static IoException unexpectedEnd(int had, int wanted) {
        return new IoException(
                IoException.Kind.UNEXPECTED_EOF,
                "the input ended after %d of %d bytes".formatted(had, wanted));
    }

    /** One read into a buffer. */
    static final class Some extends OneShotFuture<Integer> {
        private final AsyncRead reader;
        private final ByteBuffer dst;

        Some(AsyncRead reader, ByteBuffer dst) {
            this.reader = reader;
            this.dst = dst;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            AsyncRead.requireRoom(dst);
            return reader.pollRead(cx, dst);
        }
    }

    /** One read that is appended to a growable buffer. */
    static final class IntoBuf extends OneShotFuture<Integer> {
        private final AsyncRead reader;
        private final ByteBuf dst;

        IntoBuf(AsyncRead reader, ByteBuf dst) {
            this.reader = reader;
            this.dst = dst;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            return pollAppend(cx, reader, dst, 1);
        }
    }

    /** Reads once and appends what came; the answer is {@code pollRead}'s. */
    static Poll<Integer> pollAppend(Context cx, AsyncRead reader, ByteBuf dst, int room) {
        var polled = reader.pollRead(cx, dst.writableBuffer(room));
        if (polled.isReady() && polled.value() > 0) {
            dst.written(polled.value());
        }
        return polled;
    }

    /** Reads until a buffer is full. */
    static final class Exact extends OneShotFuture<Integer> {
        private final AsyncRead reader;
        private final ByteBuffer dst;
        private int start = -1;

        Exact(AsyncRead reader, ByteBuffer dst) {
            this.reader = reader;
            this.dst = dst;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            if (start < 0) {
                start = dst.position();
            }
            while (dst.hasRemaining()) {
                var polled = reader.pollRead(cx, dst);
                if (polled.isPending()) {
                    return polled;
                }
                if (polled.value() < 0) {
                    throw unexpectedEnd(dst.position() - start, dst.limit() - start);
                }
            }
            return Poll.ready(dst.position() - start);
        }
    }

    /** Reads a number of bytes; the array grows as they arrive, as the number may be a lie. */
    static final class Array extends OneShotFuture<byte[]> {
        private final AsyncRead reader;
        private final int length;
        private byte[] bytes = {};
        private int filled;

        Array(AsyncRead reader, int length) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "the length of %d bytes is negative".formatted(length));
            }
            this.reader = reader;
            this.length = length;
        }

        @Override
        protected Poll<byte[]> step(Context cx) {
            while (filled < length) {
                if (filled == bytes.length) {
                    long doubled = Math.max(2L * filled, BufReader.DEFAULT_CAPACITY);
                    bytes = Arrays.copyOf(bytes, (int) Math.min(length, doubled));
                }
                var dst = ByteBuffer.wrap(bytes, filled, bytes.length - filled);
                var polled = reader.pollRead(cx, dst);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                if (polled.value() < 0) {
                    throw unexpectedEnd(filled, length);
                }
                filled += polled.value();
            }
            return Poll.ready(bytes);
        }
    }

    /** Reads to the end, into a buffer of the caller's. */
    static final class ToEnd extends OneShotFuture<Long> {
        private final AsyncRead reader;
        private final ByteBuf dst;
        private long total;

        ToEnd(AsyncRead reader, ByteBuf dst) {
            this.reader = reader;
            this.dst = dst;
        }

        @Override
        protected Poll<Long> step(Context cx) {
            while (true) {
                if (dst.readableBytes() == dst.maxCapacity()) {
                    return pollEndOfFull(cx);
                }
                int room = Math.min(LEAST_ROOM, dst.maxCapacity() - dst.readableBytes());
                var polled = pollAppend(cx, reader, dst, room);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                if (polled.value() < 0) {
                    return Poll.ready(total);
                }
                total += polled.value();
            }
        }

        /** A full buffer is fine if the input ends here; only a byte more is too much. */
        private Poll<Long> pollEndOfFull(Context cx) {
            var polled = reader.pollRead(cx, ByteBuffer.allocate(1));
            if (polled.isPending()) {
                return Poll.pending();
            }
            if (polled.value() < 0) {
                return Poll.ready(total);
            }
            throw new IllegalStateException(
                    "the input is longer than the %d bytes that the buffer takes at most; one byte beyond them was dropped"
                            .formatted(dst.maxCapacity()));
        }
    }

    /** Reads to the end, into a buffer of its own. */
    static final class All<T> extends OneShotFuture<T> {
        private static final int FIRST_ROOM = 8 * 1024;

        private final AsyncRead reader;
        private final int limit;
        private final Function<ByteBuf, T> result;
        private final ByteBuf all = ByteBuf.allocate(FIRST_ROOM);

        All(AsyncRead reader, int limit, Function<ByteBuf, T> result) {
            if (limit < 0) {
                throw new IllegalArgumentException(
                        "the limit of %d bytes is negative".formatted(limit));
            }
            this.reader = reader;
            this.limit = limit;
            this.result = result;
        }

        @Override
        protected Poll<T> step(Context cx) {
            while (true) {
                var polled = pollAppend(cx, reader, all, LEAST_ROOM);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                if (polled.value() < 0) {
                    return Poll.ready(result.apply(all));
                }
                if (all.readableBytes() > limit) {
                    throw new IoException(
                            IoException.Kind.INVALID_DATA,
                            "the input is longer than the limit of %d bytes; raise the limit, or read it in parts"
                                    .formatted(limit));
                }
            }
        }
    }

    /** Reads a number of 1 to 8 bytes; {@code result} is given its bits, without a sign. */
    static final class Numeric<T extends Number> extends OneShotFuture<T> {
        private final AsyncRead reader;
        private final ByteBuffer bytes;
        private final LongFunction<T> result;

        Numeric(AsyncRead reader, int width, ByteOrder order, LongFunction<T> result) {
            this.reader = reader;
            this.bytes = ByteBuffer.allocate(width).order(order);
            this.result = result;
        }

        @Override
        protected Poll<T> step(Context cx) {
            while (bytes.hasRemaining()) {
                var polled = reader.pollRead(cx, bytes);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                if (polled.value() < 0) {
                    throw unexpectedEnd(bytes.position(), bytes.capacity());
                }
            }
            return Poll.ready(result.apply(bits()));
        }

        private long bits() {
            return switch (bytes.capacity()) {
                case 1 -> bytes.get(0) & 0xFFL;
                case 2 -> bytes.getShort(0) & 0xFFFFL;
                case 4 -> bytes.getInt(0) & 0xFFFFFFFFL;
                default -> bytes.getLong(0);
            };
        }
    }
}
