package dev.kyoto.net;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.leaf.LeafFuture;
import dev.kyoto.internal.scheduler.PoolJob;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends a part of a file: waits until the socket takes something, and has the system move as much as
 * it takes, on the blocking pool since the file may have to be read from a device.
 *
 * <pre>
 *   WAITING -> MOVING   the socket is ready: a call goes to the pool
 *   MOVING -> WAITING   it has moved some, or none since the socket was full
 *   MOVING -> done      the end of the part, or of the file
 * </pre>
 */
final class FileTransfer extends LeafFuture<Long> {
    /** The most in one call, so that an abandoned one ends soon. */
    private static final long STEP = 8L * 1024 * 1024;

    private final SocketStream stream;
    private final SocketIo io;
    private final FileChannel file;
    private final long position;
    private final long count;
    private final ReadyWaiter waiter;

    private long moved;
    private @Nullable Move move;

    FileTransfer(SocketStream stream, SocketIo io, FileChannel file, long position, long count) {
        this.stream = stream;
        this.io = io;
        this.file = file;
        this.position = position;
        this.count = count;
        this.waiter = new ReadyWaiter(io.registration(), Direction.WRITE);
    }

    @Override
    protected Poll<Long> attempt(Context cx) {
        while (true) {
            var under = move;
            if (under != null) {
                under.waker.register(cx.waker());
                if (!under.ended) {
                    return Poll.pending();
                }
                move = null;
                long step = under.outcome();
                moved += step;
                if (under.endOfFile) {
                    return Poll.ready(moved);
                }
                if (step < under.asked) {
                    io.registration().clearReady(under.ready, Direction.WRITE);
                }
            }
            if (moved == count) {
                return Poll.ready(moved);
            }
            long ready = waiter.pollReady(cx);
            if (ready == Readiness.PENDING) {
                return Poll.pending();
            }
            io.requireOutput(ready);
            move = start(ready);
        }
    }

    private Move start(long ready) {
        var next =
                new Move(
                        ThreadContext.current().scheduler(),
                        io,
                        file,
                        position + moved,
                        Math.min(STEP, count - moved),
                        ready);
        if (!next.submit()) {
            throw PoolJob.shutDown("send a file to " + io.peerAddress());
        }
        return next;
    }

    @Override
    protected String name() {
        return "transferFrom() of " + stream; // which is kept from being taken for forgotten
    }

    @Override
    protected void release() {
        waiter.cancel();
    }

    /** One call. Its results are written before {@code ended} is. */
    private static final class Move extends PoolJob {
        private final SocketIo io;
        private final FileChannel file;
        private final long from;
        private final long asked;
        private final long ready;
        private final AtomicWaker waker = new AtomicWaker();

        private long count;
        private boolean endOfFile;
        private @Nullable RuntimeException failure;
        private volatile boolean ended;

        Move(
                Scheduler scheduler,
                SocketIo io,
                FileChannel file,
                long from,
                long asked,
                long ready) {
            super(scheduler);
            this.io = io;
            this.file = file;
            this.from = from;
            this.asked = asked;
            this.ready = ready;
        }

        @Override
        protected void work() {
            try {
                count = file.transferTo(from, asked, io.channel());
                // Told here: a socket that is full forever would keep the end from being noticed.
                endOfFile = count < asked && from + count >= file.size();
            } catch (IOException e) {
                failure =
                        IoException.of(
                                "send a file to " + io.peerAddress() + ": " + e.getMessage(), e);
            } catch (RuntimeException e) {
                failure = e;
            }
            end();
        }

        @Override
        protected void dropped() {
            failure = shutDown("send a file to " + io.peerAddress());
            end();
        }

        private void end() {
            ended = true;
            waker.wake();
        }

        long outcome() {
            if (failure != null) {
                throw failure;
            }
            return count;
        }
    }
}
