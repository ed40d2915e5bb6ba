package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NotifyTest {
    private final Notify notify = new Notify();

    @Test
    void aNotificationIsStoredOnce() {
        notify.notifyOne();
        notify.notifyOne();
        notify.notifyLast();
        assertThat(Polled.polled(notify.notified()).isReady()).isTrue();
        assertThat(Polled.polled(notify.notified()).isReady()).isFalse();
    }

    @Test
    void notifyOneTakesTheOldestAndNotifyLastTheNewest() {
        var first = Polled.polled(notify.notified());
        var second = Polled.polled(notify.notified());
        var third = Polled.polled(notify.notified());
        notify.notifyLast();
        assertThat(third.pollIfWoken().isReady()).isTrue();
        notify.notifyOne();
        assertThat(first.pollIfWoken().isReady()).isTrue();
        assertThat(second.poll().isPending()).isTrue();
    }

    @Test
    void notifyWaitersReachesThoseThatExistAndStoresNothing() {
        var polled = Polled.polled(notify.notified());
        var created = Polled.of(notify.notified());
        notify.notifyWaiters();
        assertThat(polled.wakes()).isEqualTo(1);
        assertThat(polled.poll().isReady()).isTrue();
        assertThat(created.poll().isReady()).isTrue();
        assertThat(Polled.polled(notify.notified()).isReady()).isFalse();
    }

    @Test
    void notifyWaitersKeepsAStoredPermit() {
        notify.notifyOne();
        notify.notifyWaiters();
        assertThat(Polled.polled(notify.notified()).isReady()).isTrue();
        assertThat(Polled.polled(notify.notified()).isReady()).isFalse();
    }

    @Test
    void anEnabledWaitIsReachedByNotifyOne() {
        var enabled = notify.notified();
        assertThat(enabled.enable()).isFalse();
        var later = Polled.polled(notify.notified());
        notify.notifyOne();
        assertThat(later.wakes()).isZero();
        assertThat(enabled.enable()).isTrue();
        assertThat(Polled.polled(enabled).isReady()).isTrue();
    }

    @Test
    void enableTakesAStoredPermitAndCancelPutsItBack() {
        notify.notifyOne();
        var enabled = notify.notified();
        assertThat(enabled.enable()).isTrue();
        var other = Polled.polled(notify.notified());
        assertThat(other.isReady()).isFalse();
        enabled.cancel();
        assertThat(other.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void aCancelledWaiterPassesItsNotificationOn() {
        var first = Polled.polled(notify.notified());
        var second = Polled.polled(notify.notified());
        notify.notifyOne();
        first.cancel();
        assertThat(second.pollIfWoken().isReady()).isTrue();
        var third = Polled.polled(notify.notified());
        notify.notifyOne();
        third.cancel();
        assertThat(Polled.polled(notify.notified()).isReady()).isTrue();
    }

    @Test
    void aNotificationOfTheNewestIsPassedToTheNewest() {
        var first = Polled.polled(notify.notified());
        var second = Polled.polled(notify.notified());
        var third = Polled.polled(notify.notified());
        notify.notifyLast();
        third.cancel();
        assertThat(first.wakes()).isZero();
        assertThat(second.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void anEnabledWaitSeesNotifyWaiters() {
        var enabled = notify.notified();
        assertThat(enabled.enable()).isFalse();
        notify.notifyWaiters();
        assertThat(enabled.enable()).isTrue();
        assertThat(Polled.polled(enabled).isReady()).isTrue();
        assertThat(Polled.polled(notify.notified()).isReady()).isFalse();
    }

    @Test
    void aWakerMayUseTheNotifyThatCallsIt() {
        var later = new ArrayList<Polled<Void>>();
        var waiting = notify.notified();
        assertThat(
                        waiting.poll(
                                        Context.of(
                                                () -> {
                                                    notify.notifyOne();
                                                    later.add(Polled.polled(notify.notified()));
                                                    later.add(Polled.polled(notify.notified()));
                                                }))
                                .isPending())
                .isTrue();
        notify.notifyWaiters();
        assertThat(later.get(0).isReady()).as("takes what the waker stored").isTrue();
        assertThat(later.get(1).isReady()).isFalse();
    }

    @Test
    void aCancelledWaiterOfNotifyWaitersPassesNothingOn() {
        var first = Polled.polled(notify.notified());
        notify.notifyWaiters();
        var later = Polled.polled(notify.notified());
        first.cancel();
        assertThat(later.wakes()).isZero();
        later.cancel();
        assertThat(Polled.polled(notify.notified()).isReady()).isFalse();
    }

    @Test
    void tenThousandWaitersLeaveFromTheMiddleAndTheRestIsWokenInOrder() {
        var waiting = new ArrayList<Polled<Void>>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(Polled.polled(notify.notified()));
        }
        for (int i = 0; i < 10_000; i += 2) {
            waiting.get(i).cancel();
        }
        for (int i = 1; i < 10_000; i += 2) {
            notify.notifyOne();
            assertThat(waiting.get(i).wakes()).isEqualTo(1);
        }
        for (int i = 0; i < 10_000; i += 2) {
            assertThat(waiting.get(i).wakes()).isZero();
        }
    }

    @Test
    void waitingTakesNoBudget() {
        var waker = new Polled.CountingWaker();
        var cx = Context.of(waker);
        while (cx.proceed()) {
            assertThat(cx.hasBudget()).isIn(true, false);
        }
        notify.notifyOne();
        assertThat(notify.notified().poll(cx).isReady()).isTrue();
    }

    @Test
    void aPollAfterTheEndIsABug() {
        notify.notifyOne();
        var ended = notify.notified();
        ended.await();
        assertThatThrownBy(ended::enable).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Polled.polled(ended)).isInstanceOf(IllegalStateException.class);
    }
}
