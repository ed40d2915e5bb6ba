package dev.kyoto.io;

import java.nio.ByteBuffer;

/** The kinds of buffers that a caller may hand in. */
public enum BufferKind {
    HEAP(false) {
        @Override
        public ByteBuffer of(byte... bytes) {
            return ByteBuffer.wrap(bytes);
        }
    },
    HEAP_WITH_OFFSET(false) {
        @Override
        public ByteBuffer of(byte... bytes) {
            return ByteBuffer.allocate(bytes.length + 7).slice(3, bytes.length).put(bytes).flip();
        }
    },
    DIRECT(false) {
        @Override
        public ByteBuffer of(byte... bytes) {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }
    },
    READ_ONLY(true) {
        @Override
        public ByteBuffer of(byte... bytes) {
            return HEAP_WITH_OFFSET.of(bytes).asReadOnlyBuffer();
        }
    },
    READ_ONLY_DIRECT(true) {
        @Override
        public ByteBuffer of(byte... bytes) {
            return DIRECT.of(bytes).asReadOnlyBuffer();
        }
    };

    private final boolean readOnly;

    BufferKind(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** A buffer of this kind whose remaining bytes are these. */
    public abstract ByteBuffer of(byte... bytes);

    /** Whether it can be read into. */
    public boolean isWritable() {
        return !readOnly;
    }

    /** What remains in a buffer, which is not moved. */
    public static byte[] rest(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
