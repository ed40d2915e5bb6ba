package dev.kyoto.bench.contest.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

    @Test
    void countsThreadsThatHaveEnded() throws Exception {
        long pid = ProcessHandle.current().pid();
        long before = ProcessorTime.nanos(pid);
        var spent = new long[1];
        var worker =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    var threads = ManagementFactory.getThreadMXBean();
                                    while (spent[0] < 50_000_000) {
                                        spent[0] = threads.getCurrentThreadCpuTime();
                                    }
                                });
        worker.join();

        assertThat(ProcessorTime.nanos(pid) - before).isGreaterThanOrEqualTo(spent[0]);
    }

    @Test
    void saysSoIfThereIsNoSuchProcess() {
        assertThatThrownBy(() -> ProcessorTime.nanos(5_000_000)).isInstanceOf(IOException.class);
    }
}
