package dev.kyoto.internal.scheduler;

/** A closure for the blocking pool that wants to know if it will never be called. */
public interface Discardable {

    /** Called instead of the closure, once; must not throw. */
    void discard();
}
