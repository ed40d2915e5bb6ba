package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.ClosedException;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.SendResult;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An actor that answers by oneshot, and what happens when either side goes away. */
final class ActorTest extends FlavorSuite {

    ActorTest(Flavor flavor) {
        super(flavor);
    }

    private record Request(int number, Oneshot.Sender<Integer> reply) {}

    /** Squares numbers; at its end it tells those whose requests it will not serve. */
    private static JoinHandle<Integer> actor(Mpsc.Receiver<Request> inbox, int requests) {
        return spawn(
                () -> {
                    int served = 0;
                    try {
                        while (served < requests) {
                            var request = inbox.recv().await();
                            if (request == null) {
                                break;
                            }
                            served++;
                            int square = request.number() * request.number();
                            var sent = request.reply().send(square);
                            // CLOSED means that the requester has lost interest.
                            assertThat(sent).isNotEqualTo(SendResult.FULL);
                        }
                    } finally {
                        inbox.close();
                        for (var left = inbox.recv().await();
                                left != null;
                                left = inbox.recv().await()) {
                            left.reply().close();
                        }
                    }
                    return served;
                });
    }

    private static int ask(Mpsc.Sender<Request> actor, int number) {
        var reply = Oneshot.<Integer>channel();
        actor.send(new Request(number, reply.sender())).await();
        return reply.receiver().await();
    }

    @Test
    void anActorAnswersManyRequesters() {
        run(
                () -> {
                    var inbox = Mpsc.<Request>bounded(4);
                    var actor = actor(inbox.receiver(), Integer.MAX_VALUE);
                    try (var sender = inbox.sender()) {
                        var answers = new ArrayList<JoinHandle<Integer>>();
                        for (int i = 0; i < 100; i++) {
                            int n = i;
                            answers.add(spawn(() -> ask(sender, n)));
                        }
                        int sum = 0;
                        for (var answer : answers) {
                            sum += answer.await();
                        }
                        assertThat(sum).isEqualTo(IntStream.range(0, 100).map(n -> n * n).sum());
                    }
                    assertThat(actor.await()).isEqualTo(100);
                });
    }

    @Test
    void aCancelledRequesterDoesNotHurtTheActor() {
        run(
                () -> {
                    var inbox = Mpsc.<Request>bounded(4);
                    JoinHandle<Integer> actor;
                    try (var sender = inbox.sender()) {
                        // The actor is not there yet, so the request is still in its inbox.
                        var requester = spawn(() -> ask(sender, 3));
                        while (inbox.receiver().isEmpty()) {
                            yieldNow().await();
                        }
                        requester.abort();
                        assertThat(failureOf(requester)).isInstanceOf(JoinException.class);
                        actor = actor(inbox.receiver(), Integer.MAX_VALUE);
                        assertThat(ask(sender, 4)).isEqualTo(16);
                    }
                    assertThat(actor.await()).isEqualTo(2);
                });
    }

    @Test
    void theEndOfAnActorFailsItsRequesters() {
        run(
                () -> {
                    var inbox = Mpsc.<Request>bounded(1);
                    try (var sender = inbox.sender()) {
                        // One is served, one is in the inbox, the others wait for a slot.
                        var requesters = new ArrayList<JoinHandle<Integer>>();
                        for (int i = 0; i < 5; i++) {
                            requesters.add(spawn(() -> ask(sender, 2)));
                        }
                        var actor = actor(inbox.receiver(), 1);
                        assertThat(actor.await()).isEqualTo(1);
                        int answered = 0;
                        for (var requester : requesters) {
                            try {
                                assertThat(requester.await()).isEqualTo(4);
                                answered++;
                            } catch (JoinException e) {
                                assertThat(e).hasCauseInstanceOf(ClosedException.class);
                                assertThat(e.getCause()).hasMessageContaining("closed");
                            }
                        }
                        assertThat(answered).isEqualTo(1);
                        assertThat(failureOf(async(() -> ask(sender, 5))))
                                .isInstanceOf(ClosedException.class)
                                .hasMessageContaining("receiver of this mpsc channel is closed");
                    }
                });
    }
}
