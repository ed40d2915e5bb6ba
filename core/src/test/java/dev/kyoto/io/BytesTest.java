package dev.kyoto.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void aByteIsFoundAtEveryPlaceOfEveryLength() {
        for (int length = 0; length <= 40; length++) {
            for (int at = 0; at < length; at++) {
                var bytes = new byte[length];
                bytes[at] = (byte) 0x80;
                for (int from = 0; from <= length; from++) {
                    assertThat(Bytes.indexOf(bytes, from, length, (byte) 0x80))
                            .as("length %d, at %d, from %d", length, at, from)
                            .isEqualTo(from <= at ? at : -1);
                }
                assertThat(Bytes.indexOf(bytes, 0, at, (byte) 0x80)).isEqualTo(-1);
            }
        }
    }

    @Test
    void everyByteIsToldFromEveryOther() {
        for (int wanted = 0; wanted < 256; wanted++) {
            for (int other = 0; other < 256; other++) {
                var bytes = new byte[16];
                java.util.Arrays.fill(bytes, (byte) other);
                bytes[11] = (byte) wanted;
                assertThat(Bytes.indexOf(bytes, 0, 16, (byte) wanted))
                        .isEqualTo(wanted == other ? 0 : 11);
            }
        }
    }

    @Test
    void aBorrowDoesNotFakeAMatch() {
        // 0x01 after a match is what the zero-byte trick gets wrong in higher bytes.
        var bytes = new byte[] {1, 1, 0, 1, 1, 1, 1, 1};
        assertThat(Bytes.indexOf(bytes, 0, 8, (byte) 0)).isEqualTo(2);
    }

    @Test
    void buffersAreSearchedFromTheirPosition() {
        var heap = ByteBuffer.wrap("..a.b".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var direct = ByteBuffer.allocateDirect(5).put(heap.duplicate()).flip();
        for (var buffer : new ByteBuffer[] {heap.position(1), direct.position(1)}) {
            assertThat(Bytes.indexOf(buffer, (byte) 'a')).isEqualTo(1);
            assertThat(Bytes.indexOf(buffer, (byte) 'b')).isEqualTo(3);
            assertThat(Bytes.indexOf(buffer.slice(), (byte) 'b')).isEqualTo(3);
            assertThat(Bytes.indexOf(buffer.limit(4), (byte) 'b')).isEqualTo(-1);
            assertThat(buffer.position()).isEqualTo(1);
        }
    }
}
