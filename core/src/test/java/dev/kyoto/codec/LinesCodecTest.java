package dev.kyoto.codec;

import static dev.kyoto.codec.Frames.assertDecodes;
import static dev.kyoto.codec.Frames.latin1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinesCodecTest {

    @Test
    void linesEndWithEitherEnd() {
        assertDecodes(
                LinesCodec::new,
                latin1("one\ntwo\r\n\n\r\n a\rb\n"),
                "one",
                "two",
                "",
                "",
                " a\rb");
    }

    @Test
    void theLastLineNeedNotBeEnded() {
        assertDecodes(LinesCodec::new, latin1("a\nlast"), "a", "last");
        assertDecodes(LinesCodec::new, latin1("a\r"), "a\r");
        assertDecodes(LinesCodec::new, latin1("a\n\r"), "a");
        assertDecodes(LinesCodec::new, latin1(""));
    }

    @Test
    void aLineThatIsTooLongIsSkippedAfterTheError() {
        assertDecodes(
                () -> new LinesCodec(4),
                latin1("1234\n12345678\nok\n"),
                "1234",
                "INVALID_DATA",
                "ok");
        assertDecodes(
                () -> new LinesCodec(4),
                latin1("12345\n123456789"),
                "INVALID_DATA",
                "INVALID_DATA");
        assertDecodes(() -> new LinesCodec(0), latin1("\n\na\n\n"), "", "", "INVALID_DATA", "");
    }

    @Test
    void anOverlongLineIsReportedAsSoonAsItIsTooLongAndCostsNoMemory() {
        var codec = new LinesCodec(4);
        var src = ByteBuf.allocate(64, 64);
        src.writeString("12345");
        assertThatThrownBy(() -> codec.decode(src)).hasMessageContaining("maximum of 4 bytes");
        for (int i = 0; i < 100; i++) {
            src.writeString("x".repeat(50));
            assertThat(codec.decode(src)).isNull();
            assertThat(src.isEmpty()).isTrue();
        }
        src.writeString("\nok\n");
        assertThat(codec.decode(src)).isEqualTo("ok");
    }

    @Test
    void aLineThatIsNotUtf8IsSkippedWithTheError() {
        assertDecodes(LinesCodec::new, latin1("\u00FC\nok\n"), "INVALID_DATA", "ok");
        assertDecodes(LinesCodec::new, latin1("\u00FC\r\nok\n"), "INVALID_DATA", "ok");
        assertDecodes(LinesCodec::new, latin1("ok\n\u00FC"), "ok", "INVALID_DATA");
    }

    @Test
    void eachByteIsSearchedOnce() {
        var searched = new AtomicInteger();
        var scanner =
                new SegmentScanner(
                        (src, from, to) -> {
                            searched.addAndGet(to - from);
                            return src.indexOf((byte) '\n', from, to);
                        },
                        Integer.MAX_VALUE,
                        "a line");
        var src = ByteBuf.allocate();
        for (int i = 0; i < 1000; i++) {
            src.writeByte('x');
            assertThat(scanner.nextLength(src)).isEqualTo(-1);
        }
        src.writeByte('\n');
        assertThat(scanner.nextLength(src)).isEqualTo(1000);
        assertThat(searched).hasValue(1001);
    }

    @Test
    void linesAreWrittenWithANewline() {
        var dst = ByteBuf.allocate();
        new LinesCodec().encode("grüße", dst);
        assertThat(dst.readString(dst.readableBytes(), StandardCharsets.UTF_8))
                .isEqualTo("grüße\n");
    }

    @Test
    void theMaximumCanBeAskedFor() {
        assertThat(new LinesCodec().maxLength()).isEqualTo(Integer.MAX_VALUE);
        assertThat(new LinesCodec(7).maxLength()).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> new LinesCodec(-1));
    }
}
