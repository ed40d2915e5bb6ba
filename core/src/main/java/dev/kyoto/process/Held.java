package dev.kyoto.process;

import org.jspecify.annotations.Nullable;

/**
 * One of a child's streams, as long as the child holds it.
 *
 * <pre>
 *   HELD -> TAKEN     the caller has it, and closes it
 *   HELD -> CLOSED    the child was closed, or, for stdin, waited for
 *   ABSENT            it was not piped
 * </pre>
 */
final class Held<S extends AutoCloseable> {
    private final String name;
    private @Nullable S stream;
    private String state;

    Held(String name, @Nullable S stream) {
        this.name = name;
        this.stream = stream;
        this.state =
                stream == null
                        ? "is not a pipe; call %s(Stdio.piped()) before spawn()".formatted(name)
                        : "";
    }

    S take(String child) {
        var taken = release("was taken already; keep what the first call has answered");
        if (taken == null) {
            throw new IllegalStateException(name + " of " + child + " " + state());
        }
        return taken;
    }

    @Nullable S takeIfHeld() {
        return release("was taken already, by waitWithOutput() or output()");
    }

    void close() {
        var closing = release("was closed already, with the child or by waiting for its end");
        if (closing != null) {
            Launch.closeQuietly(closing);
        }
    }

    private synchronized @Nullable S release(String next) {
        var released = stream;
        if (released != null) {
            stream = null;
            state = next;
        }
        return released;
    }

    private synchronized String state() {
        return state;
    }
}
