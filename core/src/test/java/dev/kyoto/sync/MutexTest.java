package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MutexTest {

    @Test
    void oneHolderAtATime() {
        var mutex = Mutex.of("a");
        var guard = mutex.tryLock();
        assertThat(mutex.tryLock()).isNull();
        assertThat(guard.value()).isEqualTo("a");
        guard.set("b");
        guard.close();
        try (var again = mutex.lock().await()) {
            assertThat(again.value()).isEqualTo("b");
            assertThat(again.mutex()).isSameAs(mutex);
        }
    }

    @Test
    void aClosedGuardTouchesNothing() {
        var mutex = Mutex.of(1);
        var guard = mutex.tryLock();
        guard.close();
        guard.close();
        var next = mutex.tryLock();
        assertThat(next).isNotNull();
        assertThat(mutex.tryLock()).isNull();
        assertThatThrownBy(guard::value).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.set(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLockIsHandedOnInOrder() {
        var mutex = Mutex.of(0);
        var guard = mutex.tryLock();
        var waiting = new ArrayList<Polled<Mutex.Guard<Integer>>>();
        for (int i = 0; i < 50; i++) {
            waiting.add(Polled.polled(mutex.lock()));
        }
        guard.close();
        for (int i = 0; i < 50; i++) {
            assertThat(mutex.tryLock()).isNull();
            assertThat(waiting.get(i).pollIfWoken().isReady()).isTrue();
            for (int later = i + 1; later < 50; later++) {
                assertThat(waiting.get(later).wakes()).isZero();
            }
            waiting.get(i).value().close();
        }
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void whatOneHolderWroteTheNextReads() throws InterruptedException {
        var mutex = Mutex.of(0);
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int i = 0; i < 5_000; i++) {
                                    try (var guard = mutex.lock().await()) {
                                        guard.set(guard.value() + 1);
                                    }
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(mutex.tryLock().value()).isEqualTo(20_000);
    }
}
