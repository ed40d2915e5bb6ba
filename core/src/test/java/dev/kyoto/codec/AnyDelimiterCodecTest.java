package dev.kyoto.codec;

import static dev.kyoto.codec.Frames.assertDecodes;
import static dev.kyoto.codec.Frames.encode;
import static dev.kyoto.codec.Frames.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnyDelimiterCodecTest {

    @Test
    void anyOfTheDelimitersEndsAChunk() {
        assertDecodes(() -> codec(100), latin1("a,bc;;\u00FFd"), "a", "bc", "", "\u00FFd");
        assertDecodes(() -> codec(100), latin1("a,"), "a");
        assertDecodes(() -> codec(100), latin1(""));
    }

    @Test
    void aDelimiterMayBeAnyByte() {
        assertDecodes(
                () -> new AnyDelimiterCodec(new byte[] {(byte) 0xFF, 0}, new byte[0]),
                latin1("a\u00FFb\0"),
                "a",
                "b");
    }

    @Test
    void aChunkThatIsTooLongIsSkippedAfterTheError() {
        assertDecodes(() -> codec(2), latin1("ab,abcdef;ok"), "ab", "INVALID_DATA", "ok");
        assertThat(codec(2).maxLength()).isEqualTo(2);
    }

    @Test
    void theSeparatorFollowsEachChunk() {
        assertThat(encode(codec(2), latin1("abc"))).isEqualTo("abc--");
    }

    @Test
    void bytesCodecHandsOnWhatHasArrived() {
        assertThat(Frames.decode(new BytesCodec(), latin1("abcdef"), 2, 2, 5))
                .containsExactly("ab", "cde", "f");
        assertThat(encode(new BytesCodec(), latin1("abc"))).isEqualTo("abc");
    }

    private static AnyDelimiterCodec codec(int maxLength) {
        return new AnyDelimiterCodec(latin1(",;"), latin1("--"), maxLength);
    }
}
