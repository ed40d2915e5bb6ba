package dev.kyoto.codec;

import static dev.kyoto.codec.Frames.assertDecodes;
import static dev.kyoto.codec.Frames.encode;
import static dev.kyoto.codec.Frames.latin1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.io.Io;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthDelimitedCodecTest {

    @Test
    void theLengthStandsInFrontByDefault() {
        assertDecodes(
                LengthDelimitedCodec::new, latin1("\0\0\0\3abc\0\0\0\0\0\0\0\1d"), "abc", "", "d");
        assertThat(encode(new LengthDelimitedCodec(), latin1("abc"))).isEqualTo("\0\0\0\3abc");
    }

    @Test
    void theFieldMayHaveAnyWidthAndOrder() {
        for (int width = 1; width <= 8; width++) {
            var head = "\0".repeat(width - 1) + "\3";
            var big = LengthDelimitedCodec.builder().lengthFieldLength(width);
            assertDecodes(big::newCodec, latin1(head + "abc" + head + "def"), "abc", "def");
            assertThat(encode(big.newCodec(), latin1("abc"))).isEqualTo(head + "abc");

            var reversed = new StringBuilder(head).reverse();
            var little =
                    LengthDelimitedCodec.builder()
                            .lengthFieldLength(width)
                            .byteOrder(ByteOrder.LITTLE_ENDIAN);
            assertDecodes(little::newCodec, latin1(reversed + "abc"), "abc");
            assertThat(encode(little.newCodec(), latin1("abc"))).isEqualTo(reversed + "abc");
        }
    }

    @Test
    void bytesAboveTheSignBitAreLengthsToo() {
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(1);
        var frame = "x".repeat(200);
        assertThat(Frames.decode(builder.newCodec(), latin1("\u00C8" + frame)))
                .containsExactly(frame);
    }

    @Test
    void theLengthMayCountTheHeadToo() {
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(2).lengthAdjustment(-2);
        assertDecodes(builder::newCodec, latin1("\0\5abc\0\2\0\3d"), "abc", "", "d");
        assertThat(encode(builder.newCodec(), latin1("abc"))).isEqualTo("\0\5abc");
    }

    @Test
    void theHeadMayBeKept() {
        // | 1 byte | length: 2 bytes | payload |, all of it one frame
        var builder =
                LengthDelimitedCodec.builder()
                        .lengthFieldOffset(1)
                        .lengthFieldLength(2)
                        .lengthAdjustment(3)
                        .numSkip(0);
        assertDecodes(builder::newCodec, latin1("H\0\2abI\0\1c"), "H\0\2ab", "I\0\1c");
    }

    @Test
    void moreThanTheLengthFieldMayBeSkipped() {
        // | length: 1 byte | 2 bytes to skip | payload |
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(1).numSkip(3);
        assertDecodes(builder::newCodec, latin1("\2--ab\1--c"), "ab", "c");
    }

    @Test
    void aPartOfTheHeadMayBeSkipped() {
        // | 1 byte to skip | length: 1 byte | 1 byte kept | payload |
        var builder =
                LengthDelimitedCodec.builder()
                        .lengthFieldOffset(1)
                        .lengthFieldLength(1)
                        .lengthAdjustment(1)
                        .numSkip(2);
        assertDecodes(builder::newCodec, latin1("-\2Kab-\0L"), "Kab", "L");
    }

    @Test
    void aLengthAboveTheMaximumIsRefusedBeforeAnythingIsAllocated() {
        var codec = new LengthDelimitedCodec();
        assertThat(codec.maxFrameLength()).isEqualTo(8 * 1024 * 1024);
        var src = ByteBuf.copyOf(latin1("\0\u0080\0\1"));
        assertThatThrownBy(() -> codec.decode(src))
                .hasMessageContaining("8388609 bytes")
                .hasMessageContaining("maximum of 8388608");
        var accepted = ByteBuf.copyOf(latin1("\0\u0080\0\0"));
        assertThat(codec.decode(accepted)).isNull();
        accepted.writeByte(1);
        assertThat(accepted.capacity()).as("only what has arrived").isLessThan(1000);
    }

    @Test
    void lengthsThatOnlyLookNegativeAreTooLong() {
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(8);
        var src = ByteBuf.copyOf(latin1("\u00FF".repeat(8)));
        assertThatThrownBy(() -> builder.newCodec().decode(src))
                .hasMessageContaining("18446744073709551615 bytes");
        assertThatThrownBy(
                        () ->
                                new LengthDelimitedCodec()
                                        .decode(ByteBuf.copyOf(latin1("\u00FF".repeat(4)))))
                .hasMessageContaining("4294967295 bytes");
    }

    @Test
    void anAdjustmentThatMakesNoSenseIsReported() {
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(1).lengthAdjustment(-5);
        assertThatThrownBy(() -> builder.newCodec().decode(ByteBuf.copyOf(latin1("\4"))))
                .hasMessageContaining("claims 4 bytes")
                .hasMessageContaining("adjustment by -5 makes -1");
    }

    @Test
    void theInputMayNotEndWithinAFrame() {
        assertDecodes(LengthDelimitedCodec::new, latin1("\0\0"), "UNEXPECTED_EOF");
        assertDecodes(LengthDelimitedCodec::new, latin1("\0\0\0\2"), "UNEXPECTED_EOF");
        assertDecodes(LengthDelimitedCodec::new, latin1("\0\0\0\2a"), "UNEXPECTED_EOF");
        assertDecodes(LengthDelimitedCodec::new, latin1("\0\0\0\1a\0"), "a", "UNEXPECTED_EOF");
    }

    @Test
    void aFrameThatTheFieldCannotHoldIsRefused() {
        var codec = LengthDelimitedCodec.builder().lengthFieldLength(1).newCodec();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(codec, new byte[256]))
                .withMessageContaining("field of 1 bytes cannot hold");
        codec.setMaxFrameLength(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(codec, new byte[11]))
                .withMessageContaining("maximum of 10");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                encode(
                                        LengthDelimitedCodec.builder()
                                                .lengthAdjustment(5)
                                                .newCodec(),
                                        new byte[4]));
        assertThat(encode(codec, new byte[10])).hasSize(11);
    }

    @Test
    void theBuilderNamesBadValues() {
        var builder = LengthDelimitedCodec.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lengthFieldLength(9));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lengthFieldLength(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lengthFieldOffset(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.numSkip(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxFrameLength(-1));
    }

    @Test
    void aFrameThatEndsWithinItsHeadIsRefused() {
        // Else a peer could have empty frames without end, by a length of 0.
        var builder = LengthDelimitedCodec.builder().lengthFieldLength(2).numSkip(0);
        assertDecodes(builder::newCodec, latin1("\0\3a\0\2"), "\0\3a", "\0\2");
        assertThatThrownBy(() -> builder.newCodec().decode(ByteBuf.copyOf(latin1("\0\0abc"))))
                .isInstanceOfSatisfying(
                        IoException.class,
                        it -> assertThat(it.kind()).isEqualTo(IoException.Kind.INVALID_DATA))
                .hasMessageContaining("within its own head");
    }

    @Test
    void aHeadThatEndsBeyondAllMemoryIsRefused() {
        var builder = LengthDelimitedCodec.builder().lengthFieldOffset(Integer.MAX_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::newCodec)
                .withMessageContaining("beyond what a buffer can hold");
    }

    @Test
    void anAdjustmentCannotOverflow() {
        var up =
                LengthDelimitedCodec.builder()
                        .maxFrameLength(Integer.MAX_VALUE)
                        .lengthAdjustment(Integer.MAX_VALUE)
                        .newCodec();
        assertThatThrownBy(() -> up.decode(ByteBuf.copyOf(latin1("\u007F\u00FF\u00FF\u00FF"))))
                .hasMessageContaining("makes 4294967294");
        var down = LengthDelimitedCodec.builder().lengthAdjustment(Integer.MIN_VALUE).newCodec();
        assertThatThrownBy(() -> down.decode(ByteBuf.copyOf(latin1("\0\0\0\0"))))
                .hasMessageContaining("makes -2147483648");
        assertThat(encode(down, latin1("")))
                .as("the length that reads back as none")
                .isEqualTo("\u0080\0\0\0");
    }

    @Test
    void framesOfAnySizePassThroughAPipe() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var pipe = Io.duplex(1000);
        var out = LengthDelimitedCodec.builder().newWrite(pipe.first());
        var in = LengthDelimitedCodec.builder().newRead(pipe.second());
        for (int i = 0; i < 50; i++) {
            var frame = new byte[random.nextInt(i * 500 + 1)];
            random.nextBytes(frame);
            var send = out.send(frame);
            var next = in.next();
            byte[] received = null;
            boolean sent = false;
            while (received == null) {
                sent = sent || send.poll(dev.kyoto.io.Polling.context()).isReady();
                var polled = next.poll(dev.kyoto.io.Polling.context());
                received = polled.isReady() ? polled.value() : null;
            }
            assertThat(received).as("seed %d, frame %d", seed, i).isEqualTo(frame);
            assertThat(sent || send.poll(dev.kyoto.io.Polling.context()).isReady()).isTrue();
        }
    }
}
