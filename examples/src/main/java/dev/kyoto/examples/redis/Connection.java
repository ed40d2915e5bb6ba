package dev.kyoto.examples.redis;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.timeout;

import dev.kyoto.future.OneOf2;
import dev.kyoto.future.OneOf3;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.net.TcpStream;
import dev.kyoto.time.Elapsed;
import java.net.InetSocketAddress;

/**
 * One client, from its first byte to its last, in one task.
 *
 * <p>The loop reads what has arrived, carries out every request that is complete, sends all the
 * answers with one write, and only then waits: a pipeline of a thousand commands costs two system
 * calls. While it sends it reads nothing, so a client that does not take its answers is not asked
 * for more. What ends the loop ends only this client.
 */
final class Connection {
    private static final int READ_SIZE = 16 << 10;

    /** Answers are sent once there are so many bytes of them, even if more requests wait. */
    private static final int SEND_AT = 64 << 10;

    /** A buffer that had to grow beyond this is let go when it is empty. */
    private static final int KEEP = 64 << 10;

    private final TcpStream stream;
    private final Engine engine;
    private final Shutdown shutdown;
    private final Output output;
    private final Session session;
    private final RequestDecoder decoder = new RequestDecoder();
    private final ByteBuf input = ByteBuf.allocate(READ_SIZE);
    private ByteBuf sending = ByteBuf.allocate(READ_SIZE);

    private Connection(TcpStream stream, Engine engine, Shutdown shutdown) {
        this.stream = stream;
        this.engine = engine;
        this.shutdown = shutdown;
        this.output = new Output(engine.settings().outputLimit());
        this.session =
                engine.connect(text(stream.peerAddress()), text(stream.localAddress()), output);
    }

    /** Serves a client until it leaves, breaks the rules, or the server ends. */
    static void serve(TcpStream stream, Engine engine, Shutdown shutdown) {
        stream.noDelay(true);
        var connection = new Connection(stream, engine, shutdown);
        try {
            connection.converse();
        } finally {
            engine.disconnect(connection.session);
        }
    }

    /** An address as {@code CLIENT LIST} shows it. */
    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void converse() {
        while (answerRequests() && !output.isOverflown()) {
            switch (select(stream.read(input), output.message(), shutdown.requested()).await()) {
                case OneOf3.First(var count) -> {
                    if (count < 0) {
                        return;
                    }
                }
                case OneOf3.Second(var none) -> {} // sent on the way round
                case OneOf3.Third(var none) -> {
                    return;
                }
            }
        }
    }

    /** Carries out what has arrived and sends the answers; false if the conversation is over. */
    private boolean answerRequests() {
        boolean goesOn;
        try {
            goesOn = executeAll();
        } catch (ProtocolError e) {
            output.reply(e.reply());
            goesOn = false;
        }
        input.trim(KEEP);
        return send() && goesOn;
    }

    private boolean executeAll() {
        for (var request = decoder.decode(input);
                request != null;
                request = decoder.decode(input)) {
            engine.execute(session, request);
            if (session.isClosing()) {
                return false;
            }
            if (output.size() >= SEND_AT && !send()) {
                return false;
            }
        }
        return true;
    }

    /** Sends everything that waits; false if the client does not take it. */
    private boolean send() {
        sending = output.take(sending);
        while (!sending.isEmpty()) {
            // The limit holds for one write, so a slow reader may take as long as it needs.
            var limit = engine.settings().writeTimeout();
            var write = timeout(limit, stream.write(sending.readableBuffer()));
            try {
                switch (select(write, output.overflow()).await()) {
                    case OneOf2.First(var count) -> sending.skip(count);
                    case OneOf2.Second(var none) -> {
                        return false;
                    }
                }
            } catch (Elapsed e) {
                return false;
            }
            if (sending.isEmpty()) {
                sending.trim(KEEP);
                sending = output.take(sending);
            }
        }
        return true;
    }
}
