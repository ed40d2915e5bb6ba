package dev.kyoto.future;

/** The waker of polls that nobody will repeat on a wake-up. */
enum NoopWaker implements Waker {
    INSTANCE;

    @Override
    public void wake() {}
}
