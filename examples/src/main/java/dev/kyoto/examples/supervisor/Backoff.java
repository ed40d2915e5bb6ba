package dev.kyoto.examples.supervisor;

import java.time.Duration;

/** How long to wait before a program is started again. */
final class Backoff {
    private final Policy policy;
    private Duration next;

    Backoff(Policy policy) {
        this.policy = policy;
        this.next = policy.first();
    }

    /** The wait after a program that has run for so long. */
    Duration after(Duration ran) {
        var wait = ran.compareTo(policy.steady()) >= 0 ? policy.first() : next;
        var twice = wait.multipliedBy(2);
        next = twice.compareTo(policy.longest()) < 0 ? twice : policy.longest();
        return wait;
    }
}
