package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RwLockTest {

    @Test
    void manyReadOrOneWrites() {
        var lock = RwLock.of("a");
        var first = lock.tryRead();
        var second = lock.read().await();
        assertThat(first.value()).isEqualTo("a");
        assertThat(second.value()).isEqualTo("a");
        assertThat(lock.tryWrite()).isNull();
        first.close();
        assertThat(lock.tryWrite()).isNull();
        second.close();
        try (var writer = lock.tryWrite()) {
            writer.set("b");
            assertThat(lock.tryRead()).isNull();
            assertThat(lock.tryWrite()).isNull();
        }
        try (var reader = lock.tryRead()) {
            assertThat(reader.value()).isEqualTo("b");
        }
    }

    @Test
    void readersDoNotPassAWaitingWriter() {
        var lock = RwLock.of(0);
        var reader = lock.tryRead();
        var writer = Polled.polled(lock.write());
        var late = Polled.polled(lock.read());
        assertThat(lock.tryRead()).isNull();
        assertThat(late.isReady()).isFalse();
        reader.close();
        assertThat(late.wakes()).isZero();
        assertThat(writer.pollIfWoken().isReady()).isTrue();
        writer.value().close();
        assertThat(late.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void readersThatWaitBetweenWritersGoInTogether() {
        var lock = RwLock.of(0);
        var first = lock.tryWrite();
        var readers = new ArrayList<Polled<RwLock.ReadGuard<Integer>>>();
        for (int i = 0; i < 5; i++) {
            readers.add(Polled.polled(lock.read()));
        }
        var second = Polled.polled(lock.write());
        var last = Polled.polled(lock.read());
        first.close();
        for (var reader : readers) {
            assertThat(reader.pollIfWoken().isReady()).isTrue();
        }
        for (var reader : readers) {
            assertThat(second.wakes()).isZero();
            reader.value().close();
        }
        assertThat(second.pollIfWoken().isReady()).isTrue();
        assertThat(last.wakes()).isZero();
        second.value().close();
        assertThat(last.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void aWriterThatGivesUpLetsTheReadersBehindItIn() {
        var lock = RwLock.of(0);
        var reader = lock.tryRead();
        var writer = Polled.polled(lock.write());
        var late = Polled.polled(lock.read());
        writer.cancel();
        assertThat(late.pollIfWoken().isReady()).isTrue();
        reader.close();
        late.value().close();
        assertThat(lock.tryWrite()).isNotNull();
    }

    @Test
    void onlySoManyReadAtOnce() {
        var lock = RwLock.withMaxReaders("value", 2);
        var first = lock.tryRead();
        var second = lock.tryRead();
        assertThat(lock.tryRead()).isNull();
        var third = Polled.polled(lock.read());
        first.close();
        assertThat(third.pollIfWoken().isReady()).isTrue();
        second.close();
        third.value().close();
        assertThat(lock.tryWrite()).isNotNull();
    }

    @Test
    void aLockForOneReaderIsAMutex() {
        var lock = RwLock.withMaxReaders("value", 1);
        try (var writer = lock.tryWrite();
                var reader = writer.downgrade()) {
            assertThat(reader.value()).isEqualTo("value");
            assertThat(lock.tryRead()).isNull();
        }
        assertThat(lock.tryRead()).isNotNull();
    }

    @Test
    void theNumberOfReadersIsChecked() {
        for (int wrong : new int[] {-1, 0, RwLock.MAX_READERS + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> RwLock.withMaxReaders("value", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 536870911")
                    .hasMessageContaining(String.valueOf(wrong));
        }
        assertThat(RwLock.withMaxReaders("value", RwLock.MAX_READERS).tryWrite()).isNotNull();
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> RwLock.of(null)).isInstanceOf(NullPointerException.class);
        try (var writer = RwLock.of("a").tryWrite()) {
            assertThatThrownBy(() -> writer.set(null)).isInstanceOf(NullPointerException.class);
            assertThat(writer.value()).isEqualTo("a");
        }
    }

    @Test
    void aWriterGoesOnAsAReaderAndNoOtherWriterComesInBetween() {
        var lock = RwLock.of(1);
        var writer = lock.tryWrite();
        var readerBefore = Polled.polled(lock.read());
        var otherWriter = Polled.polled(lock.write());
        var readerBehind = Polled.polled(lock.read());
        writer.set(2);
        var reader = writer.downgrade();
        assertThat(readerBefore.pollIfWoken().value().value()).isEqualTo(2);
        assertThat(reader.value()).isEqualTo(2);
        assertThat(otherWriter.wakes()).isZero();
        assertThat(readerBehind.wakes()).isZero();
        readerBefore.value().close();
        assertThat(otherWriter.wakes()).isZero();
        writer.close();
        assertThat(otherWriter.wakes()).as("closing the spent guard does nothing").isZero();
        reader.close();
        assertThat(otherWriter.pollIfWoken().isReady()).isTrue();
        otherWriter.value().close();
        assertThat(readerBehind.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void aSpentGuardSaysWhatItWasSpentOn() {
        var lock = RwLock.of("value");
        var writer = lock.tryWrite();
        try (var reader = writer.downgrade()) {
            assertThatThrownBy(writer::value)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("WriteGuard was downgraded");
            assertThatThrownBy(() -> writer.set("x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::downgrade).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.map(it -> it))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(reader.rwlock()).isSameAs(lock);
        }
        var reader = lock.tryRead();
        reader.close();
        reader.close();
        assertThatThrownBy(reader::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ReadGuard was closed");
        assertThatThrownBy(() -> reader.map(it -> it))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(lock.tryWrite().rwlock()).isSameAs(lock);
    }

    @Test
    void theStateIsShown() {
        var lock = RwLock.of("value");
        assertThat(lock).hasToString("RwLock[free]");
        var reader = lock.tryRead();
        assertThat(lock).hasToString("RwLock[readers=1]");
        assertThat(reader).hasToString("ReadGuard[value]");
        reader.close();
        assertThat(reader).hasToString("ReadGuard[closed]");
        var writer = lock.tryWrite();
        assertThat(lock).hasToString("RwLock[busy]");
        assertThat(writer).hasToString("WriteGuard[value]");
        assertThat(writer.downgrade()).hasToString("ReadGuard[value]");
        assertThat(writer).hasToString("WriteGuard[downgraded]");
    }

    @Test
    void whatAWriterWroteReadersSeeAndTheOtherWayRound() throws InterruptedException {
        var lock = RwLock.of(new int[2]);
        var wrong = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            boolean writes = t % 2 == 0;
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int i = 0; i < 3_000; i++) {
                                    if (writes) {
                                        try (var guard = lock.write().await()) {
                                            guard.value()[0]++;
                                            guard.value()[1]++;
                                        }
                                    } else {
                                        try (var guard = lock.read().await()) {
                                            if (guard.value()[0] != guard.value()[1]) {
                                                wrong.incrementAndGet();
                                            }
                                        }
                                    }
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(lock.tryWrite().value()).containsExactly(6_000, 6_000);
    }
}
