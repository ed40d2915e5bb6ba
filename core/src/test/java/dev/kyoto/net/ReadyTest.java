package dev.kyoto.net;

import static dev.kyoto.net.Interest.READABLE;
import static dev.kyoto.net.Interest.READABLE_OR_WRITABLE;
import static dev.kyoto.net.Interest.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReadyTest {

    @Test
    void interestsAddUp() {
        assertThat(READABLE.add(READABLE)).isEqualTo(READABLE);
        assertThat(READABLE.add(WRITABLE)).isEqualTo(READABLE_OR_WRITABLE);
        assertThat(READABLE_OR_WRITABLE.add(WRITABLE)).isEqualTo(READABLE_OR_WRITABLE);
    }

    @Test
    void interestsAreTakenAway() {
        assertThat(READABLE_OR_WRITABLE.remove(READABLE)).isEqualTo(WRITABLE);
        assertThat(READABLE_OR_WRITABLE.remove(WRITABLE)).isEqualTo(READABLE);
        assertThat(READABLE_OR_WRITABLE.remove(READABLE_OR_WRITABLE)).isNull();
        assertThat(READABLE.remove(WRITABLE)).isEqualTo(READABLE);
        assertThat(READABLE.remove(READABLE)).isNull();
        assertThat(READABLE.remove(READABLE_OR_WRITABLE)).isNull();
    }

    @Test
    void interestsAnswerForBothDirections() {
        assertThat(READABLE.isReadable()).isTrue();
        assertThat(READABLE.isWritable()).isFalse();
        assertThat(WRITABLE.isReadable()).isFalse();
        assertThat(WRITABLE.isWritable()).isTrue();
        assertThat(READABLE_OR_WRITABLE.isReadable()).isTrue();
        assertThat(READABLE_OR_WRITABLE.isWritable()).isTrue();
    }

    @Test
    void readinessIsASet() {
        var both = Ready.READABLE.add(Ready.WRITABLE);
        assertThat(both).isSameAs(Ready.WRITABLE.add(Ready.READABLE));
        assertThat(both.remove(Ready.READABLE)).isSameAs(Ready.WRITABLE);
        assertThat(both.contains(Ready.WRITABLE)).isTrue();
        assertThat(both.contains(Ready.READ_CLOSED)).isFalse();
        assertThat(both.contains(Ready.EMPTY)).isTrue();
        assertThat(both.remove(Ready.ALL)).isSameAs(Ready.EMPTY);
        assertThat(both.add(Ready.READ_CLOSED).add(Ready.WRITE_CLOSED)).isSameAs(Ready.ALL);
    }

    @Test
    void aClosedDirectionIsWorthATry() {
        assertThat(Ready.READ_CLOSED.isReadable()).isTrue();
        assertThat(Ready.READ_CLOSED.isReadClosed()).isTrue();
        assertThat(Ready.READ_CLOSED.isWritable()).isFalse();
        assertThat(Ready.WRITE_CLOSED.isWritable()).isTrue();
        assertThat(Ready.WRITE_CLOSED.isWriteClosed()).isTrue();
        assertThat(Ready.READABLE.isReadClosed()).isFalse();
        assertThat(Ready.WRITABLE.isWriteClosed()).isFalse();
        assertThat(Ready.EMPTY.isEmpty()).isTrue();
        assertThat(Ready.READABLE.isEmpty()).isFalse();
    }

    @Test
    void readinessIsReadable() {
        assertThat(Ready.ALL)
                .hasToString("Ready(READABLE | WRITABLE | READ_CLOSED | WRITE_CLOSED)");
        assertThat(Ready.EMPTY).hasToString("Ready()");
    }
}
