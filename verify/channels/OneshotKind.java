import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Oneshot;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Requests and their answers, between tasks and threads in all four ways; some lose interest. */
record OneshotKind() implements Kind {
    private static final int PAIRS = 4;

    private record Request(long number, Oneshot.Sender<Long> reply) {}

    /** What came of all requests, as either side saw it. */
    private static final class Ends {
        final LongAdder sent = new LongAdder();
        final LongAdder refused = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder givenUp = new LongAdder();
    }

    @Override
    public String toString() {
        return "oneshot";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var ends = new Ends();
        for (int i = 0; i < PAIRS; i++) {
            long count = Tally.share(trial.messages, i, PAIRS);
            var random = trial.random();
            var requests = Mpsc.<Request>bounded(8);
            trial.party(i, () -> ask(trial, requests.sender(), count, ends, random));
            trial.party(i / 2, () -> answer(requests.receiver(), ends));
        }
        trial.join();
        long answers = ends.sent.sum() + ends.refused.sum();
        trial.same("answers", trial.messages, answers);
        trial.same("ends", trial.messages, ends.received.sum() + ends.givenUp.sum());
        if (ends.received.sum() > ends.sent.sum()) {
            throw trial.fail("more answers were received than were sent");
        }
        return "%,d received, %s".formatted(ends.received.sum(), trial.cancellations());
    }

    private static void ask(
            Trial trial,
            Mpsc.Sender<Request> requests,
            long count,
            Ends ends,
            SplittableRandom random) {
        try (requests) {
            for (long i = 0; i < count; i++) {
                var reply = Oneshot.<Long>channel();
                requests.send(new Request(i, reply.sender())).await();
                var answer = trial.attempt(reply.receiver(), random);
                if (answer.isReady()) {
                    trial.same("the answer", i, answer.value());
                    ends.received.increment();
                } else {
                    ends.givenUp.increment();
                }
                trial.moved();
            }
        }
    }

    private static void answer(Mpsc.Receiver<Request> requests, Ends ends) {
        for (var request = requests.recv().await();
                request != null;
                request = requests.recv().await()) {
            if (request.reply().send(request.number()).isSent()) {
                ends.sent.increment();
            } else {
                ends.refused.increment();
            }
        }
    }
}
