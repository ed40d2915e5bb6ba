package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.ClosedException;
import dev.kyoto.sync.Mpmc;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that share the work of a channel with many receivers. */
final class WorkersTest extends FlavorSuite {

    WorkersTest(Flavor flavor) {
        super(flavor);
    }

    /** Takes jobs until there are no more. */
    private static JoinHandle<List<Integer>> worker(Mpmc.Receiver<Integer> jobs) {
        return spawn(
                () -> {
                    var done = new ArrayList<Integer>();
                    try (jobs) {
                        for (var job = jobs.recv().await();
                                job != null;
                                job = jobs.recv().await()) {
                            done.add(job);
                            yieldNow().await();
                        }
                    }
                    return done;
                });
    }

    private static JoinHandle<Void> producer(Mpmc.Sender<Integer> jobs, int from, int count) {
        return spawn(
                () -> {
                    try (jobs) {
                        for (int i = from; i < from + count; i++) {
                            jobs.send(i).await();
                        }
                    }
                });
    }

    private static List<JoinHandle<List<Integer>>> workers(
            Mpmc.Receiver<Integer> receiver, int count) {
        var workers = new ArrayList<JoinHandle<List<Integer>>>();
        for (int i = 0; i < count; i++) {
            workers.add(worker(receiver.fork()));
        }
        return workers;
    }

    @Test
    void eachJobIsDoneOnceAndAllWorkersSeeTheEnd() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>bounded(3);
                    var workers = workers(channel.receiver(), 4);
                    for (int i = 0; i < 3; i++) {
                        producer(channel.sender().fork(), i * 100, 100).detach();
                    }
                    channel.sender().close();
                    channel.receiver().close();
                    var done = new ArrayList<Integer>();
                    for (var worker : workers) {
                        done.addAll(worker.await());
                    }
                    assertThat(done)
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.range(0, 300).boxed().toList());
                });
    }

    @Test
    void workersThatWaitTakeTurns() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>bounded(1);
                    var workers = workers(channel.receiver(), 3);
                    for (int i = 0; i < 30; i++) {
                        channel.sender().send(i).await();
                    }
                    channel.sender().close();
                    int all = 0;
                    for (var worker : workers) {
                        all += worker.await().size();
                    }
                    assertThat(all).isEqualTo(30);
                });
    }

    @Test
    void stoppingTheIntakeLetsWorkersFinishWhatIsThere() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>unbounded();
                    for (int i = 0; i < 100; i++) {
                        channel.sender().send(i).await();
                    }
                    var workers = workers(channel.receiver(), 2);
                    channel.receiver().closeChannel();
                    assertThat(channel.sender().trySend(100)).isEqualTo(SendResult.CLOSED);
                    int done = 0;
                    for (var worker : workers) {
                        done += worker.await().size();
                    }
                    assertThat(done).isEqualTo(100);
                    channel.sender().close();
                });
    }

    @Test
    void anAbortedWorkerTakesNoJobAlong() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>bounded(8);
                    var aborted = worker(channel.receiver().fork());
                    yieldNow().await();
                    aborted.abort();
                    assertThat(failureOf(aborted)).hasMessageContaining("cancel");
                    for (int i = 0; i < 8; i++) {
                        channel.sender().send(i).await();
                    }
                    channel.sender().close();
                    assertThat(channel.receiver().len()).isEqualTo(8);
                    var last = worker(channel.receiver());
                    assertThat(last.await()).hasSize(8);
                });
    }

    @Test
    void aSendThatWaitsFailsWhenTheLastReceiverIsGone() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>bounded(1);
                    channel.sender().send(0).await();
                    var producer = producer(channel.sender().fork(), 1, 1);
                    yieldNow().await();
                    channel.receiver().close();
                    assertThat(failureOf(producer)).hasRootCauseInstanceOf(ClosedException.class);
                    channel.sender().closed().await();
                    channel.sender().close();
                });
    }

    @Test
    void aReceiveThatLosesARaceLosesNoMessage() {
        run(
                () -> {
                    var channel = Mpmc.<Integer>bounded(1);
                    var tick = new Notify();
                    producer(channel.sender(), 0, 50).detach();
                    var received = new ArrayList<Integer>();
                    while (true) {
                        tick.notifyOne();
                        var first = select(channel.receiver().recv(), tick.notified()).await();
                        if (first instanceof OneOf2.First<Integer, Void>(var message)) {
                            if (message == null) {
                                break;
                            }
                            received.add(message);
                        } else {
                            yieldNow().await();
                        }
                    }
                    assertThat(received).isEqualTo(IntStream.range(0, 50).boxed().toList());
                    channel.receiver().close();
                });
    }
}
