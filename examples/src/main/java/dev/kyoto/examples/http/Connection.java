package dev.kyoto.examples.http;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.timeout;

import dev.kyoto.codec.FramedRead;
import dev.kyoto.codec.FramedWrite;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.net.TcpStream;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its first request to its last, in one task.
 *
 * <p>Requests that arrive together are answered with one flush. While an answer cannot be sent, no
 * further request is read.
 */
final class Connection {
    /** How long, and how much, is read of a client that is still sending at the end. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int MOST_LINGERED = 4 << 20;

    private final TcpStream stream;
    private final Handler handler;
    private final Limits limits;
    private final CancellationToken stop;
    private final RequestDecoder decoder;
    private final FramedRead<Incoming> in;
    private final FramedWrite<Outgoing> out;

    private Connection(TcpStream stream, Handler handler, Limits limits, CancellationToken stop) {
        this.stream = stream;
        this.handler = handler;
        this.limits = limits;
        this.stop = stop;
        this.decoder = new RequestDecoder(limits);
        this.in = new FramedRead<>(stream, decoder);
        this.out = new FramedWrite<>(stream, new ResponseEncoder(InstantSource.system()));
    }

    /** Serves a client until it leaves, breaks the rules, or the server ends. */
    static void serve(TcpStream stream, Handler handler, Limits limits, CancellationToken stop) {
        try (stream) {
            stream.noDelay(true);
            var connection = new Connection(stream, handler, limits, stop);
            try {
                connection.converse();
            } catch (HttpError e) {
                connection.send(e.response(), false, true, 1);
                connection.flush();
                connection.linger();
            }
        } catch (Elapsed e) {
            // The client takes nothing. It has had its time.
        }
    }

    private void converse() {
        while (true) {
            var first = next();
            if (first == null) {
                return;
            }
            for (var it = first; it != null; it = in.tryNext()) {
                if (!answer(it)) {
                    flush();
                    linger();
                    return;
                }
            }
            flush();
        }
    }

    /** The next thing to answer; null if there is none. */
    private @Nullable Incoming next() {
        try {
            var arriving = timeout(limits.request(), in.next());
            return switch (select(arriving, stop.cancelled()).await()) {
                case OneOf2.First(var it) -> it;
                case OneOf2.Second(var none) -> null;
            };
        } catch (Elapsed e) {
            if (decoder.isWithin(in.readBuffer())) {
                throw new HttpError(
                        Status.REQUEST_TIMEOUT,
                        "a request takes at most " + limits.request().toSeconds() + " s");
            }
            return null;
        }
    }

    /** Answers; false if the connection ends with that. */
    private boolean answer(Incoming incoming) {
        if (!(incoming instanceof Request request)) {
            timeout(limits.write(), out.feed(new Outgoing.Interim())).await();
            return true;
        }
        Response response;
        try {
            response = handler.answer(request).await();
        } catch (HttpError e) {
            response = e.response();
        } catch (RuntimeException e) {
            System.err.println("http: " + request.target() + " failed: " + e);
            response = Response.text(Status.INTERNAL_SERVER_ERROR, "something went wrong\n");
        }
        // Without chunks, which HTTP/1.0 does not know, the end of the connection ends the body.
        boolean unbounded = response.length() == null && request.minor() == 0;
        boolean close = unbounded || !request.isKeptAlive() || stop.isCancelled();
        send(response, request.isHead(), close, request.minor());
        return !close;
    }

    private void send(Response response, boolean headOnly, boolean close, int minor) {
        boolean chunked = response.length() == null && minor > 0;
        timeout(limits.write(), out.feed(new Outgoing.Head(response, chunked, close))).await();
        if (headOnly) {
            return;
        }
        for (var part : response.parts()) {
            timeout(limits.write(), out.feed(new Outgoing.Part(part, chunked))).await();
        }
        if (chunked) {
            timeout(limits.write(), out.feed(new Outgoing.LastChunk())).await();
        }
    }

    private void flush() {
        timeout(limits.write(), out.flush()).await();
    }

    /**
     * Ends the output and waits for the client to end its own. Closing at once would reset the
     * connection if anything came in meanwhile, and the client might never see the last answer.
     */
    private void linger() {
        stream.shutdown().await();
        var unwanted = ByteBuf.allocate();
        try {
            int read = 0;
            while (read < MOST_LINGERED) {
                unwanted.clear();
                int count = timeout(LINGER, stream.read(unwanted)).await();
                if (count < 0) {
                    return;
                }
                read += count;
            }
        } catch (IoException | Elapsed e) {
            // It was asked nicely.
        }
    }
}
