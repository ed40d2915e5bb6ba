package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against the recorded words of a real Redis. */
class TranscriptTest {
    static List<String> names() {
        return Transcript.ALL;
    }

    @ParameterizedTest
    @MethodSource("names")
    void theEngineAnswersAsRedisDid(String name) {
        var transcript = Transcript.load(name);
        var engine = new Engine(Settings.defaults(), () -> 1_800_000_000_000L, new Random(1));

        assertThat(transcript.replay(new TestClient(engine)::type)).isEqualTo(transcript.text());
    }
}
