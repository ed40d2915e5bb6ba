package dev.kyoto.weaving.far;

import dev.kyoto.future.Future;

/** Awaits what it is given, in a package that the bodies of the matrix do not see into. */
public final class FarCallee {
    private final String name;

    public FarCallee(String name) {
        this.name = name;
    }

    public static long sum(Future<Integer> a, Future<Long> b) {
        return hidden(a) + b.await();
    }

    private static int hidden(Future<Integer> a) {
        return 10 * a.await();
    }

    public String name(String suffix, Future<?> future) {
        return name + suffix + future.await() + future();
    }

    private String future() {
        return "." + name;
    }
}
