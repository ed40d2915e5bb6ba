package dev.kyoto.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** A blocking stream that brings what a test gives it, and lets the test see who waits in it. */
public final class GatedInput extends InputStream {
    private sealed interface Item {
        record Bytes(ByteBuffer rest) implements Item {}

        record End() implements Item {}

        record Failure(IOException cause) implements Item {}
    }

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Semaphore begun = new Semaphore(0);
    private ByteBuffer current = ByteBuffer.allocate(0);

    public GatedInput give(String text) {
        items.add(new Item.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        return this;
    }

    public GatedInput end() {
        items.add(new Item.End());
        return this;
    }

    public GatedInput fail(String message) {
        items.add(new Item.Failure(new IOException(message)));
        return this;
    }

    /** Waits until a read has begun that was not waited for before. */
    public void awaitRead() {
        begun.acquireUninterruptibly();
    }

    /** How many reads have begun that nobody has waited for. */
    public int reads() {
        return begun.availablePermits();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] dst, int offset, int length) throws IOException {
        begun.release();
        if (!current.hasRemaining()) {
            try {
                switch (items.take()) {
                    case Item.Bytes(var rest) -> current = rest;
                    case Item.End end -> {
                        return -1;
                    }
                    case Item.Failure(var cause) -> throw cause;
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        int moved = Math.min(length, current.remaining());
        current.get(dst, offset, moved);
        return moved;
    }
}
