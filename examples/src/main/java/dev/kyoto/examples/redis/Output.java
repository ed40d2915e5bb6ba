package dev.kyoto.examples.redis;

import dev.kyoto.future.Future;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.sync.Notify;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client: answers, and messages that others published.
 *
 * <p>Whoever holds the engine's lock writes; the connection's own task takes everything at once and
 * sends it while nobody holds a lock. This object's monitor guards the buffer; it is taken inside
 * the engine's lock, never around it, and never across an await.
 *
 * <p>A client that does not read cannot fill the memory: its own answers stop, because its
 * connection reads no further request while it cannot send, and messages beyond the limit make the
 * output overflow, which ends the connection.
 */
final class Output implements Outbox {
    private static final int CAPACITY = 4 << 10;
    private static final ReplyEncoder ENCODER = new ReplyEncoder();

    private final int limit;
    private final Notify message = new Notify();
    private final Notify overflow = new Notify();
    private ByteBuf waiting = ByteBuf.allocate(CAPACITY);
    private boolean overflown;

    Output(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void reply(Reply reply) {
        ENCODER.encode(reply, waiting);
    }

    @Override
    public synchronized void push(Reply pushed) {
        if (overflown) {
            return;
        }
        ENCODER.encode(pushed, waiting);
        if (waiting.readableBytes() > limit) {
            overflown = true;
            waiting = ByteBuf.allocate(CAPACITY);
            overflow.notifyOne();
        }
        message.notifyOne();
    }

    /** Whether messages were lost, for which there is no remedy. */
    synchronized boolean isOverflown() {
        return overflown;
    }

    /** How many bytes wait. */
    synchronized int size() {
        return waiting.readableBytes();
    }

    /** Takes everything that waits, and leaves an empty buffer to be filled meanwhile. */
    synchronized ByteBuf take(ByteBuf empty) {
        var taken = waiting;
        waiting = empty;
        return taken;
    }

    /** Done once a message has been left here; perhaps it has been taken since. */
    Future<@Nullable Void> message() {
        return message.notified();
    }

    /** Done once {@link #isOverflown}, for a connection that is busy with sending. */
    Future<@Nullable Void> overflow() {
        return overflow.notified();
    }
}
