package dev.kyoto.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.bench.contest.io.ServedProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServedRowTest {

    @Test
    void theTableOfServersBecomesRows() throws IOException {
        var rows = ServedRow.of(ServedProgram.list(Path.of("servers.tsv")));

        assertThat(rows)
                .extracting(it -> it.row().name() + " " + it.row().unit())
                .doesNotHaveDuplicates()
                .contains(
                        "ping_1_cpu ns/request",
                        "ping_p16_50_wall ns/request",
                        "redis_1000_p50 ns",
                        "http_10000_p999 ns",
                        "proxy_50_cpu ns/request");
    }
}
