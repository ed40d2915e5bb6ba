package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.Kyoto;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.suite.LogCapture;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A body that cannot be woven is no secret, and no noise. */
@Timeout(60)
class RefusalLogTest {
    private final Object lock = new Object();

    @Test
    void itIsLoggedOnceHoweverOftenTheBodyIsUsed() {
        try (var log = LogCapture.of("dev.kyoto", Level.FINE);
                var runtime = AsyncRuntime.builder().blocks(BlockMode.AUTO).build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(runtime.blockOn(underALock(i))).isEqualTo(i);
            }
            var report = Blocks.explain(underALock(3));
            assertThat(report.runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
            assertThat(report.reason()).contains("synchronized");
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("FINE ")
                    .contains(
                            report.body(),
                            getClass().getName() + ".lambda$underALock$",
                            report.reason());
        }
    }

    @Test
    void aBodyThatIsWovenIsNotLogged() {
        AsyncCallable<Integer> woven =
                () -> {
                    Kyoto.yieldNow().await();
                    return 5;
                };
        try (var log = LogCapture.of("dev.kyoto", Level.FINE);
                var runtime = AsyncRuntime.builder().blocks(BlockMode.AUTO).build()) {
            assertThat(runtime.blockOn(woven)).isEqualTo(5);
            assertThat(log.messages()).isEmpty();
        }
    }

    private AsyncCallable<Integer> underALock(int value) {
        return () -> {
            synchronized (lock) {
                Kyoto.yieldNow().await();
                return value;
            }
        };
    }
}
