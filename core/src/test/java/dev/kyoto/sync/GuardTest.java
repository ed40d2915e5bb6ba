package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guards that narrow to a part of their value. */
@Timeout(20)
class GuardTest {
    private record Inner(StringBuilder text) {}

    private record Outer(Inner inner) {}

    private final Outer outer = new Outer(new Inner(new StringBuilder("text")));
    private final Mutex<Outer> mutex = Mutex.of(outer);
    private final RwLock<Outer> lock = RwLock.of(outer);

    private static <A, B> Function<A, B> thatThrows() {
        return it -> {
            throw new ArithmeticException("no part");
        };
    }

    @Test
    void theGuardOfAPartHoldsTheWholeMutex() {
        var whole = mutex.tryLock();
        var inner = whole.map(Outer::inner);
        whole.close();
        assertThat(mutex.tryLock()).as("held by the part").isNull();
        assertThat(inner.value()).isSameAs(outer.inner);
        var text = inner.map(Inner::text);
        inner.close();
        assertThat(mutex.tryLock()).isNull();
        text.value().append("!");
        assertThat(text).hasToString("MappedGuard[text!]");
        text.close();
        text.close();
        try (var again = mutex.tryLock()) {
            assertThat(again.value().inner.text).hasToString("text!");
            assertThat(mutex.tryLock()).as("closing twice has opened it once").isNull();
        }
    }

    @Test
    void aNarrowedGuardIsSpentAndSaysSo() {
        var whole = mutex.tryLock();
        try (var inner = whole.map(Outer::inner)) {
            assertThatThrownBy(whole::value)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("this Guard was narrowed by map()");
            assertThatThrownBy(() -> whole.set(outer)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> whole.tryMap(it -> null))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(whole).hasToString("Guard[mapped]");
            assertThat(whole.mutex()).isSameAs(mutex);
            try (var text = inner.map(Inner::text)) {
                assertThatThrownBy(inner::value)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("this MappedGuard was narrowed by map()");
                assertThat(text.value()).hasToString("text");
            }
        }
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void withoutAPartNothingHappens() {
        var whole = mutex.tryLock();
        assertThat(whole.<String>tryMap(it -> null)).isNull();
        assertThat(whole.value()).isSameAs(outer);
        assertThatThrownBy(() -> whole.map(it -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("tryMap()");
        assertThat(whole.value()).isSameAs(outer);
        var inner = whole.tryMap(Outer::inner);
        assertThat(inner.<String>tryMap(it -> null)).isNull();
        assertThatThrownBy(() -> inner.map(it -> null)).isInstanceOf(NullPointerException.class);
        try (var text = inner.tryMap(Inner::text)) {
            assertThat(text.value()).hasToString("text");
        }
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void aFunctionThatThrowsLeavesTheGuardAsItWas() {
        var whole = mutex.tryLock();
        assertThatThrownBy(() -> whole.map(thatThrows())).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> whole.tryMap(thatThrows()))
                .isInstanceOf(ArithmeticException.class);
        assertThat(mutex.tryLock()).as("still held").isNull();
        var inner = whole.map(Outer::inner);
        assertThatThrownBy(() -> inner.map(thatThrows())).isInstanceOf(ArithmeticException.class);
        assertThat(inner.value()).isSameAs(outer.inner);
        inner.close();
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void aFunctionThatClosesItsGuardDoesNotOpenTheLockTwice() {
        var whole = mutex.tryLock();
        assertThatThrownBy(
                        () ->
                                whole.map(
                                        it -> {
                                            whole.close();
                                            return it;
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        try (var again = mutex.tryLock()) {
            assertThat(again).isNotNull();
            assertThat(mutex.tryLock()).isNull();
        }
    }

    @Test
    void theGuardOfAPartForReadingIsAReadGuard() {
        var whole = lock.tryRead();
        try (var text = whole.map(Outer::inner).map(Inner::text);
                var other = lock.tryRead()) {
            assertThat(text.value()).hasToString("text");
            assertThat(text.rwlock()).isSameAs(lock);
            assertThat(other.<String>tryMap(it -> null)).isNull();
            assertThat(other.value()).isSameAs(outer);
            assertThatThrownBy(() -> other.map(thatThrows()))
                    .isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> other.map(it -> null))
                    .isInstanceOf(NullPointerException.class);
            try (var inner = other.tryMap(Outer::inner)) {
                assertThat(inner.value()).isSameAs(outer.inner);
            }
            assertThatThrownBy(whole::value)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("this ReadGuard was narrowed by map()");
            assertThat(lock.tryWrite()).isNull();
        }
        assertThat(lock.tryWrite()).isNotNull();
    }

    @Test
    void theGuardOfAPartForWritingHoldsTheWholeLock() {
        var whole = lock.tryWrite();
        assertThat(whole.<String>tryMap(it -> null)).isNull();
        assertThatThrownBy(() -> whole.map(thatThrows())).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> whole.map(it -> null)).isInstanceOf(NullPointerException.class);
        var inner = whole.tryMap(Outer::inner);
        whole.close();
        assertThat(lock.tryRead()).isNull();
        inner.close();
        try (var same = lock.tryWrite().map(it -> it)) {
            assertThat(same.value()).isSameAs(outer);
            assertThat(lock.tryRead()).isNull();
        }
        assertThat(lock.tryWrite()).isNotNull();
    }

    @Test
    void aWriterGoesOnAsTheReaderOfAPart() {
        var whole = lock.tryWrite();
        assertThat(whole.<String>tryDowngradeMap(it -> null)).isNull();
        assertThatThrownBy(() -> whole.downgradeMap(thatThrows()))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> whole.downgradeMap(it -> null))
                .isInstanceOf(NullPointerException.class);
        assertThat(lock.tryRead()).as("still written").isNull();
        var inner =
                whole.downgradeMap(
                        it -> {
                            assertThat(lock.tryRead()).as("not read yet").isNull();
                            return it.inner();
                        });
        assertThat(lock.tryRead()).isNotNull().satisfies(RwLock.ReadGuard::close);
        assertThat(lock.tryWrite()).isNull();
        inner.close();
        var again = lock.tryWrite();
        try (var part = again.tryDowngradeMap(Outer::inner)) {
            assertThat(part.value()).isSameAs(outer.inner);
            assertThatThrownBy(again::value)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("downgraded");
        }
        assertThat(lock.tryWrite()).isNotNull();
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> Mutex.of(null)).isInstanceOf(NullPointerException.class);
        try (var guard = mutex.tryLock()) {
            assertThatThrownBy(() -> guard.set(null)).isInstanceOf(NullPointerException.class);
            assertThat(guard.value()).isSameAs(outer);
        }
    }
}
