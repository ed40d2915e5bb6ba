package dev.kyoto.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.net.UdpSocket;
import dev.kyoto.stream.AsyncStream;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames over datagrams, with the address of each.
 *
 * <p>A datagram is decoded by itself, as a whole input: it may hold several frames, and what is
 * left of it that is no frame is an error ({@link Decoder#decodeEof}). After an error of the decoder
 * the rest of the datagram is dropped, and the frames go on with the next one; there is no end. Each
 * frame written is a datagram of its own.
 *
 * <p>One task reads and one task writes at a time; they may be two. Not thread-safe otherwise. The
 * socket is shared and not owned: close it by itself. Others may send and receive on it, but not by
 * its {@code poll} forms.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var framed = UdpFramed.of(udp, new LinesCodec());
 * for (var in = framed.next().await(); in != null; in = framed.next().await()) {
 *     framed.send(answer(in.frame()), in.address()).await();
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::udp::UdpFramed}.
 *
 * @param <R> the type of the frames read
 * @param <W> the type of the frames written
 */
@CheckReturnValue
public final class UdpFramed<R, W> implements AsyncStream<UdpFramed.Addressed<R>> {
    // The reader owns `input` and `from`: not null while `input` may hold frames of a datagram.
    // The writer owns `output` and `to`: not null while `output` holds a datagram to be sent.

    /** More than a UDP datagram carries, so that none is cut off. */
    private static final int LARGEST = 0xFFFF;

    private final UdpSocket socket;
    private final Decoder<? extends R> decoder;
    private final Encoder<? super W> encoder;

    private final ByteBuf input = ByteBuf.allocate(LARGEST);
    private @Nullable InetSocketAddress from;

    private final ByteBuf output = ByteBuf.allocate();
    private @Nullable InetSocketAddress to;

    /**
     * A frame, and who sent it.
     *
     * @param frame the frame
     * @param address where its datagram came from
     * @param <T> the type of the frame
     */
    public record Addressed<T>(T frame, InetSocketAddress address) {}

    private UdpFramed(UdpSocket socket, Decoder<? extends R> decoder, Encoder<? super W> encoder) {
        this.socket = Objects.requireNonNull(socket, "socket");
        this.decoder = Objects.requireNonNull(decoder, "decoder");
        this.encoder = Objects.requireNonNull(encoder, "encoder");
    }

    /**
     * Puts a decoder and an encoder over a socket.
     *
     * @param socket where the datagrams come from and go
     * @param decoder makes the frames read
     * @param encoder makes bytes of the frames written
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return a new object, which takes 64 KiB once it reads
     */
    public static <R, W> UdpFramed<R, W> of(
            UdpSocket socket, Decoder<? extends R> decoder, Encoder<? super W> encoder) {
        return new UdpFramed<>(socket, decoder, encoder);
    }

    /**
     * Puts a codec that is both decoder and encoder over a socket.
     *
     * @param socket where the datagrams come from and go
     * @param codec makes the frames read, and bytes of the frames written
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @param <C> the type of the codec
     * @return a new object, which takes 64 KiB once it reads
     */
    public static <R, W, C extends Decoder<R> & Encoder<W>> UdpFramed<R, W> of(
            UdpSocket socket, C codec) {
        return new UdpFramed<>(socket, codec, codec);
    }

    /**
     * Asks for the next frame. It is never null.
     *
     * <p><b>Errors</b> Those of {@link UdpSocket#recvFrom} and of the decoder.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the frame and who sent it
     */
    @Override
    public Poll<@Nullable Addressed<R>> pollNext(Context cx) {
        while (true) {
            var frame = decode();
            if (frame != null) {
                return Poll.ready(frame);
            }
            var room = input.writableBuffer(LARGEST);
            if (!(socket.pollRecvFrom(cx, room)
                    instanceof Poll.Ready<UdpSocket.Received>(var received))) {
                return Poll.pending();
            }
            input.written(received.length());
            from = received.from();
        }
    }

    /** The next frame of the datagram at hand, or null once it is used up. */
    private @Nullable Addressed<R> decode() {
        var sender = from;
        if (sender == null) {
            return null;
        }
        from = null; // stays so if the decoder throws
        R frame = null;
        try {
            frame = decoder.decodeEof(input);
        } finally {
            if (frame == null) {
                input.clear();
            }
        }
        if (frame == null) {
            return null;
        }
        from = sender;
        return new Addressed<>(frame, sender);
    }

    /**
     * Makes a datagram of a frame, after sending the one before it. At most one is held.
     *
     * <p><b>Cancellation</b> Safe: then the frame was not added. An earlier one is not lost.
     *
     * <p><b>Errors</b> Those of {@link #flush} about the frame before, which is dropped; those of
     * the encoder. Then the frame was not added.
     *
     * @param frame the frame
     * @param target to whom; resolved
     * @return a future without a value
     */
    public Future<@Nullable Void> feed(W frame, InetSocketAddress target) {
        return new Send<>(this, frame, target, false);
    }

    /**
     * Makes a datagram of a frame if none is held; waits for nothing.
     *
     * <p><b>Errors</b> Those of the encoder; then the frame was not added.
     *
     * @param frame the frame
     * @param target to whom; resolved
     * @return false if the frame was not added and {@link #flush} is needed
     */
    public boolean tryFeed(W frame, InetSocketAddress target) {
        if (to != null) {
            return false;
        }
        encode(frame, target);
        return true;
    }

    /**
     * Sends the datagram that is held, if one is.
     *
     * <p><b>Cancellation</b> Safe: a later flush goes on.
     *
     * <p><b>Errors</b> Those of {@link UdpSocket#sendTo}; the datagram is dropped then.
     *
     * @return a future without a value
     */
    public Future<@Nullable Void> flush() {
        return new Flush(this);
    }

    /**
     * Sends a frame as a datagram.
     *
     * <p><b>Cancellation</b> The frame may have been added already; whether it was is not known. It
     * is added once or not at all; if it was, the next flush sends it. In a select, {@link #feed}
     * first and race the {@link #flush}.
     *
     * <p><b>Errors</b> Those of {@link UdpSocket#sendTo} and of the encoder.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var framed = UdpFramed.of(udp, new LinesCodec());
     * framed.send("hits:1|c", new InetSocketAddress("127.0.0.1", 8125)).await();
     * }
     *
     * @param frame the frame
     * @param target to whom; resolved
     * @return a future without a value
     */
    public Future<@Nullable Void> send(W frame, InetSocketAddress target) {
        return new Send<>(this, frame, target, true);
    }

    /**
     * Sends the datagram that is held, if one is; see {@link #flush()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once none is held
     */
    public Poll<@Nullable Void> pollFlush(Context cx) {
        var target = to;
        if (target == null) {
            return Poll.ready(null);
        }
        boolean kept = false;
        try {
            kept = socket.pollSendTo(cx, output.readableBuffer(), target).isPending();
        } finally {
            if (!kept) {
                to = null;
                output.clear();
            }
        }
        return kept ? Poll.pending() : Poll.ready(null);
    }

    private void encode(W frame, InetSocketAddress target) {
        try {
            encoder.encode(frame, output);
            to = target;
        } finally {
            if (to == null) {
                output.clear();
            }
        }
    }

    /**
     * The socket, for its address and options.
     *
     * @return the socket given to {@code of}
     */
    public UdpSocket socket() {
        return socket;
    }

    /**
     * What of the datagram at hand was not decoded yet.
     *
     * @return the buffer itself
     */
    public ByteBuf readBuffer() {
        return input;
    }

    /**
     * What makes frames of bytes.
     *
     * @return the decoder given to {@code of}
     */
    public Decoder<? extends R> decoder() {
        return decoder;
    }

    /**
     * What makes bytes of frames.
     *
     * @return the encoder given to {@code of}
     */
    public Encoder<? super W> encoder() {
        return encoder;
    }

    private static final class Send<W> extends OneShotFuture<@Nullable Void> {
        private final UdpFramed<?, W> frames;
        private final W frame;
        private final InetSocketAddress target;
        private final boolean flush;
        private boolean added;

        Send(UdpFramed<?, W> frames, W frame, InetSocketAddress target, boolean flush) {
            this.frames = frames;
            this.frame = frame;
            this.target = Objects.requireNonNull(target, "target");
            this.flush = flush;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            if (!added) {
                if (frames.pollFlush(cx).isPending()) {
                    return Poll.pending();
                }
                frames.encode(frame, target);
                added = true;
            }
            return flush ? frames.pollFlush(cx) : Poll.ready(null);
        }

        @Override
        protected String name() {
            return flush ? "UdpFramed.send()" : "UdpFramed.feed()";
        }
    }

    private static final class Flush extends OneShotFuture<@Nullable Void> {
        private final UdpFramed<?, ?> frames;

        Flush(UdpFramed<?, ?> frames) {
            this.frames = frames;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return frames.pollFlush(cx);
        }

        @Override
        protected String name() {
            return "UdpFramed.flush()";
        }
    }
}
