package dev.kyoto.weaving.env;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks are woven in a test itself, on the class path that Maven makes, with its JVM flags. */
@Timeout(60)
class SurefireTest {
    private int cleanups;

    @Test
    void aBlockOfATestIsWoven() {
        var body = body(5, "five");
        try (var runtime = AsyncRuntime.builder().blocks(BlockMode.WOVEN).build()) {
            assertThat(runtime.blockOn(body)).isEqualTo("five 5 10 16");
        }
        assertThat(cleanups).isEqualTo(1);
        assertThat(Blocks.explain(body).runs()).isEqualTo(BlockMode.WOVEN);
    }

    private AsyncCallable<String> body(int captured, String name) {
        return () -> {
            IntSupplier nested = () -> captured + 1;
            try {
                int spawned = spawn(() -> twice(captured)).await();
                int block = async(() -> later(nested.getAsInt() + spawned)).await();
                return name + " " + later(captured) + " " + spawned + " " + block;
            } finally {
                yieldNow().await();
                cleanups++;
            }
        };
    }

    private int twice(int n) {
        yieldNow().await();
        return n + later(n);
    }

    private static int later(int value) {
        sleep(Duration.ofMillis(1)).await();
        return value;
    }
}
