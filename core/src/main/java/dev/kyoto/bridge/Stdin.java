package dev.kyoto.bridge;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import java.nio.ByteBuffer;

/**
 * The standard input of the process; made by {@code Kyoto.stdin()}.
 *
 * <p>It reads {@code System.in} as it was when the object was made. All objects over the same input
 * share what has been read and not taken, so a cancelled read loses nothing, whoever reads next. A
 * read under way does not keep a runtime from shutting down, nor the process from ending: the one
 * thread that waits for input is a daemon and belongs to no runtime. After the end, as that of a
 * terminal, it may be read again.
 *
 * <p>Input is read ahead by up to 8 KiB once somebody reads; until then none is. One object serves
 * one reading task; several tasks have one each, and share the input as it comes.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var lines = stdin().buffered().lines();
 * for (var line = lines.next().await(); line != null; line = lines.next().await()) {
 *     handle(line);
 * }
 * }
 *
 * <p>Answers to {@code tokio::io::Stdin}.
 */
public final class Stdin implements AsyncRead {
    private final StdinPump pump;

    private Stdin(StdinPump pump) {
        this.pump = pump;
    }

    /**
     * The standard input as it is now.
     *
     * @return a new object over {@code System.in}
     */
    public static Stdin open() {
        return new Stdin(StdinPump.ofProcess());
    }

    /**
     * As {@link AsyncRead#pollRead}. The waker is kept as long as this object is: whoever polls by
     * hand holds on to it until the waker was woken.
     */
    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        return pump.pollRead(cx, dst, this);
    }
}
