import java.util.concurrent.atomic.LongAdder;

/**
 * Counts messages on both sides, and adds up a hash of each: one lost and another doubled would
 * show in the sums although the counts agree.
 */
final class Tally {
    private static final int NUMBER_BITS = 40;

    private final LongAdder sent = new LongAdder();
    private final LongAdder sentHash = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedHash = new LongAdder();

    static long message(int sender, long number) {
        return (long) sender << NUMBER_BITS | number;
    }

    static int sender(long message) {
        return (int) (message >>> NUMBER_BITS);
    }

    static long number(long message) {
        return message & (1L << NUMBER_BITS) - 1;
    }

    /** What one of several senders has to send. */
    static long share(long messages, int sender, int senders) {
        return messages / senders + (sender < messages % senders ? 1 : 0);
    }

    void sent(long message) {
        sent.increment();
        sentHash.add(hash(message));
    }

    void received(long message) {
        received.increment();
        receivedHash.add(hash(message));
    }

    void check(Trial trial, long expected) {
        trial.same("messages sent", expected, sent.sum());
        trial.same("messages received", expected, received.sum());
        trial.same("sum of the messages' hashes", sentHash.sum(), receivedHash.sum());
    }

    /** The finalizer of SplitMix64. */
    private static long hash(long message) {
        long z = message + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
