package dev.kyoto.bridge;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.io.Polling.CountingWaker;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Standard input, poll by poll; no runtime is needed to read it. */
@Timeout(60)
class StdinTest {
    private final InputStream real = System.in;
    private final GatedInput in = new GatedInput();

    @BeforeEach
    void replace() {
        System.setIn(in);
    }

    @AfterEach
    void restore() {
        System.setIn(real);
    }

    @Test
    void aPlainThreadMayReadIt() {
        in.give("abc");
        assertThat(Stdin.open().readBytes(3).await()).isEqualTo(utf8("abc"));
    }

    @Test
    void onlyTheNewestWakerOfAHandleIsWoken() {
        var stdin = Stdin.open();
        var read = stdin.readBytes(1);
        var old = new CountingWaker();
        assertThat(read.poll(Context.of(old)).isPending()).isTrue();
        var woken = new Semaphore(0);
        assertThat(read.poll(Context.of(woken::release)).isPending()).isTrue();
        in.give("ab");
        woken.acquireUninterruptibly();
        assertThat(old.wakes()).isZero();
        assertThat(read.poll(Context.of(old)).value()).isEqualTo(utf8("a"));
        assertThat(drive(Stdin.open().readBytes(1))).as("what is left").isEqualTo(utf8("b"));
    }

    @Test
    void theInputIsThatOfTheMomentAHandleWasMade() {
        var before = Stdin.open();
        var other = new GatedInput().give("new");
        System.setIn(other);
        in.give("old");
        assertThat(Stdin.open().readBytes(3).await()).isEqualTo(utf8("new"));
        assertThat(before.readBytes(3).await()).isEqualTo(utf8("old"));
    }

    @Test
    void aReadWithoutRoomIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drive(Stdin.open().read(ByteBuffer.allocate(0))));
    }

    @Test
    void itHonoursTheBudget() {
        var cx = Context.of(Waker.noop());
        while (cx.proceed()) {
            // spends the budget
        }
        assertThat(Stdin.open().pollRead(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
        assertThat(in.reads()).isZero();
    }

    /** A handle that was given up while it waited. */
    private static WeakReference<Stdin> abandoned() {
        var stdin = Stdin.open();
        var read = stdin.readBytes(1);
        assertThat(read.poll(Context.of(Waker.noop())).isPending()).isTrue();
        read.cancel();
        return new WeakReference<>(stdin);
    }

    @Test
    void whoGaveUpIsForgottenThoughNoInputComes() {
        var handle = abandoned();
        in.awaitRead();
        while (handle.get() != null) {
            System.gc();
        }
        in.give("a");
        assertThat(Stdin.open().readBytes(1).await()).isEqualTo(utf8("a"));
    }
}
