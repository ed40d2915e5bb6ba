package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.task.LocalSet;
import dev.kyoto.task.TaskLocal;
import dev.kyoto.time.Elapsed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Values bound to futures, on every flavour. */
final class TaskLocalTest extends FlavorSuite {
    private static final TaskLocal<String> USER = TaskLocal.named("user");
    private static final TaskLocal<Integer> DEPTH = TaskLocal.named("depth");

    TaskLocalTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void thousandsOfTasksSeeTheirOwnValueInEveryStep() {
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<Void>>();
                    for (int i = 0; i < 1_000; i++) {
                        int number = i;
                        handles.add(spawn(DEPTH.scope(number, () -> sees(number))));
                        handles.add(spawn(() -> seesNothing()));
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                });
    }

    private static void sees(int number) {
        for (int step = 0; step < 3; step++) {
            assertThat(DEPTH.value()).isEqualTo(number);
            yieldNow().await();
            assertThat(DEPTH.value()).isEqualTo(number);
            sleep(Duration.ofMillis(number % 3)).await();
        }
    }

    private static void seesNothing() {
        for (int step = 0; step < 3; step++) {
            assertThat(DEPTH.valueOrNull()).isNull();
            yieldNow().await();
            assertThat(DEPTH.valueOrNull()).isNull();
            sleep(Duration.ofMillis(1)).await();
        }
    }

    @Test
    void aScopeInsideAnotherHidesItAndThenNoMore() {
        run(
                () -> {
                    var seen =
                            DEPTH.scope(
                                            1,
                                            () -> {
                                                int before = DEPTH.value();
                                                int inner =
                                                        DEPTH.scope(
                                                                        2,
                                                                        async(
                                                                                () ->
                                                                                        depthAfterAWhile()))
                                                                .await();
                                                yieldNow().await();
                                                return before * 100 + inner * 10 + DEPTH.value();
                                            })
                                    .await();
                    assertThat(seen).isEqualTo(121);
                    assertThat(DEPTH.valueOrNull()).isNull();
                });
    }

    private static int depthAfterAWhile() {
        yieldNow().await();
        return DEPTH.value();
    }

    @Test
    void scopesOfOneTaskRunBesideEachOther() {
        run(
                () -> {
                    var both =
                            join(
                                            DEPTH.scope(1, async(() -> depthAfterAWhile())),
                                            USER.scope(
                                                    "eve",
                                                    DEPTH.scope(
                                                            2, async(() -> depthAfterAWhile()))))
                                    .await();
                    assertThat(both.first()).isEqualTo(1);
                    assertThat(both.second()).isEqualTo(2);
                    assertThat(USER.valueOrNull()).isNull();
                });
    }

    @Test
    void outsideOfAScopeTheKeyIsNamed() {
        assertThatThrownBy(USER::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'user'")
                .hasMessageContaining("scope");
        assertThat(USER.valueOrNull()).isNull();
        assertThat(USER.name()).isEqualTo("user");
        assertThat(USER).hasToString("TaskLocal 'user'");
        assertThatThrownBy(() -> USER.scope(nothing(), Futures.ready(1)).cancel())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what is refused is the null
    private static <T> T nothing() {
        return null;
    }

    @Test
    void spawnedTasksInheritNothingButMayBeGivenIt() {
        run(
                USER.scope(
                        "ann",
                        async(
                                () -> {
                                    assertThat(spawn(() -> noUser()).await()).isTrue();
                                    assertThat(
                                                    spawn(USER.scope(USER.value(), () -> user()))
                                                            .await())
                                            .isEqualTo("ann");
                                    assertThat(spawnBlocking(() -> noUser()).await()).isTrue();
                                    var mine = USER.value();
                                    assertThat(
                                                    spawnBlocking(
                                                                    () ->
                                                                            USER.syncScope(
                                                                                    mine,
                                                                                    () -> user()))
                                                            .await())
                                            .isEqualTo("ann");
                                })));
    }

    private static boolean noUser() {
        return USER.valueOrNull() == null;
    }

    private static String user() {
        return USER.value();
    }

    @Test
    void cleanupSeesTheValueHoweverItIsCancelled() {
        var plain = new AtomicReference<String>();
        var awaited = new AtomicReference<String>();
        var background = new AtomicReference<String>();
        run(
                () -> {
                    var late =
                            timeout(
                                    Duration.ofMillis(3),
                                    USER.scope("ann", async(() -> noteLater(awaited))));
                    assertThat(failureOf(late)).isInstanceOf(Elapsed.class);
                    assertThat(awaited.get()).isEqualTo("ann");

                    var byHand = USER.scope("bob", async(() -> noteAtOnce(plain)));
                    assertThat(byHand.poll(Context.of(() -> {})).isPending()).isTrue();
                    byHand.cancel();
                    assertThat(plain.get()).isEqualTo("bob");

                    var left = USER.scope("cid", async(() -> noteLater(background)));
                    assertThat(left.poll(Context.of(() -> {})).isPending()).isTrue();
                    left.cancel(); // its cleanup goes on as a task of the runtime
                    while (background.get() == null) {
                        yieldNow().await();
                    }
                    assertThat(background.get()).isEqualTo("cid");
                    assertThat(USER.valueOrNull()).isNull();
                });
    }

    private static void noteAtOnce(AtomicReference<String> seen) {
        try {
            Futures.pending().await();
        } finally {
            seen.set(USER.value());
        }
    }

    private static void noteLater(AtomicReference<String> seen) {
        try {
            Futures.pending().await();
        } finally {
            sleep(Duration.ofMillis(1)).await();
            seen.set(USER.valueOrNull() == null ? "nobody" : USER.value());
        }
    }

    @Test
    void aFailureLeavesNoValueBehind() {
        run(
                () -> {
                    assertThat(failureOf(USER.scope("ann", async(() -> failing()))))
                            .hasMessage("planted by ann");
                    assertThat(USER.valueOrNull()).isNull();
                });
    }

    private static int failing() {
        yieldNow().await();
        throw new IllegalStateException("planted by " + USER.value());
    }

    @Test
    void syncScopeIsForACall() throws IOException {
        String seen =
                USER.syncScope("ann", () -> USER.value() + USER.syncScope("bob", USER::value));
        assertThat(seen).isEqualTo("annbob");
        assertThat(USER.valueOrNull()).isNull();
        assertThatThrownBy(
                        () -> {
                            var _ =
                                    USER.syncScope(
                                            "ann",
                                            () -> {
                                                throw new IOException("planted");
                                            });
                        })
                .isInstanceOf(IOException.class);
        assertThat(USER.valueOrNull()).isNull();
    }

    @Test
    void aScopeWorksWithoutARuntime() {
        Future<String> twice =
                new Future<>() {
                    private int polls;

                    @Override
                    public Poll<String> poll(Context cx) {
                        cx.waker().wake();
                        return polls++ < 3 ? Poll.pending() : Poll.ready(USER.value());
                    }
                };
        assertThat(USER.scope("ann", twice).await()).isEqualTo("ann");
        assertThat(USER.scope("bob", async(() -> userAfterAWhile())).await()).isEqualTo("bob");
        assertThat(USER.valueOrNull()).isNull();
    }

    private static String userAfterAWhile() {
        yieldNow().await();
        return USER.value();
    }

    /** An await inside a syncScope: the block is suspended with the value, and takes it along. */
    @Test
    void anAwaitInsideASyncScopeLeaksNothing() {
        if (!flavor.hasVirtualBlocks()) {
            return; // such a block cannot be woven
        }
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<Void>>();
                    for (int i = 0; i < 200; i++) {
                        int number = i;
                        handles.add(
                                spawn(
                                        DEPTH.scope(
                                                number,
                                                () -> {
                                                    for (int turn = 0; turn < 5; turn++) {
                                                        inSyncScope("user " + number, number);
                                                        assertThat(USER.valueOrNull()).isNull();
                                                    }
                                                })));
                        handles.add(spawn(() -> seesNothing()));
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                });
    }

    private static void inSyncScope(String user, int depth) {
        var _ =
                USER.syncScope(
                        user,
                        () -> {
                            yieldNow().await();
                            assertThat(USER.value()).isEqualTo(user);
                            assertThat(DEPTH.value()).isEqualTo(depth);
                            sleep(Duration.ofMillis(1)).await();
                            assertThat(USER.value()).isEqualTo(user);
                            assertThat(DEPTH.value()).isEqualTo(depth);
                            return user;
                        });
    }

    @Test
    void tasksThatRunInsideTheCallOfAScopeSeeNoneOfIt() {
        try (var set = LocalSet.create()) {
            var local = set.spawnLocal(() -> noUser());
            var task = runtime.spawn(() -> noUser());
            var seen =
                    USER.syncScope(
                            "ann",
                            () ->
                                    run(
                                            set.runUntil(
                                                    async(
                                                            () ->
                                                                    local.await()
                                                                            && task.await()
                                                                            && !noUser()))));
            assertThat(seen).isTrue();
            assertThat(USER.valueOrNull()).isNull();
        }
    }
}
