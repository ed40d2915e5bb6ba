package dev.kyoto.future;

/** A task in a test's hand: polls a future turn by turn and counts the wake-ups. */
final class Turns {
    int wakes;
    final Context cx = Context.of(() -> wakes++);

    <T> Poll<T> poll(Future<T> future) {
        cx.startTurn();
        return future.poll(cx);
    }

    boolean pollCancel(Future<?> future) {
        cx.startTurn();
        return future.pollCancel(cx).isReady();
    }

    /** Spends the budget of this turn and polls without a new one. */
    <T> Poll<T> pollStarved(Future<T> future) {
        cx.startTurn();
        spend();
        return future.poll(cx);
    }

    void spend() {
        while (cx.hasBudget()) {
            cx.proceed();
        }
    }
}
