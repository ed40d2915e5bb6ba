package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcceptBackoffTest {
    private final Logger logger = Logger.getLogger(AcceptBackoff.class.getName());
    private final ArrayList<LogRecord> records = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    records.add(record);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private static IoException failure(IoException.Kind kind) {
        return new IoException(kind, "for the test");
    }

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void silence() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void waitsLongerAndLongerAndReportsOnce() {
        var backoff = new AcceptBackoff();
        var shortage = failure(IoException.Kind.TOO_MANY_OPEN_FILES);
        assertThat(backoff.delayAfter(shortage)).isEqualTo(Duration.ofMillis(5));
        assertThat(backoff.delayAfter(shortage)).isEqualTo(Duration.ofMillis(10));
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.delayAfter(shortage)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
        assertThat(backoff.delayAfter(shortage)).isEqualTo(Duration.ofSeconds(1));
        assertThat(records).hasSize(1);
        backoff.accepted();
        assertThat(backoff.delayAfter(shortage)).isEqualTo(Duration.ofMillis(5));
        assertThat(records).hasSize(2);
    }

    @Test
    void aConnectionThatFailedAloneCostsNoWait() {
        var backoff = new AcceptBackoff();
        assertThat(backoff.delayAfter(failure(IoException.Kind.CONNECTION_ABORTED))).isZero();
        assertThat(records).isEmpty();
    }

    @Test
    void whatWillNeverPassIsThrown() {
        var backoff = new AcceptBackoff();
        var closed = failure(IoException.Kind.CLOSED);
        assertThatThrownBy(() -> backoff.delayAfter(closed)).isSameAs(closed);
        var shutdown = failure(IoException.Kind.RUNTIME_SHUTDOWN);
        assertThatThrownBy(() -> backoff.delayAfter(shutdown)).isSameAs(shutdown);
    }
}
