package dev.kyoto.weaving;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;

/** The code whose stack traces {@link StackTraceTest} reads. */
final class Awaiting {
    private final int pending;
    int cleanups;

    /** How often each awaited future is pending before it is done. */
    Awaiting(int pending) {
        this.pending = pending;
    }

    /** A future that fails, with a failure made only then. */
    private final class Failing implements Future<Integer> {
        private final String message;
        private int left = pending;

        Failing(String message) {
            this.message = message;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (left > 0) {
                left--;
                cx.waker().wake();
                return Poll.pending();
            }
            throw new IllegalStateException(message);
        }
    }

    private Future<Integer> failing(String message) {
        return new Failing(message);
    }

    private Future<Integer> fine(int value) {
        return new Future<>() {
            private int left = pending;

            @Override
            public Poll<Integer> poll(Context cx) {
                if (left > 0) {
                    left--;
                    cx.waker().wake();
                    return Poll.pending();
                }
                return Poll.ready(value);
            }
        };
    }

    private static int inner(Future<Integer> failing) {
        int n = failing.await();
        return n + 1;
    }

    private static int middle(Future<Integer> failing) {
        int n = inner(failing);
        return n + 1;
    }

    private static Throwable caught(Future<Integer> failing) {
        try {
            inner(failing);
            return new Throwable("nothing was thrown");
        } catch (IllegalStateException e) {
            return e;
        }
    }

    private static int down(int levels, Future<Integer> failing) {
        if (levels == 0) {
            return failing.await();
        }
        return 1 + down(levels - 1, failing);
    }

    private int thrower() {
        int n = fine(1).await();
        throw new IllegalStateException("thrown after " + n);
    }

    AsyncCallable<Integer> threeDeep() {
        return () -> {
            return middle(failing("three deep")) + 1;
        };
    }

    AsyncCallable<Throwable> catching() {
        return () -> {
            try {
                return new Throwable("at " + middle(failing("caught")));
            } catch (IllegalStateException e) {
                return e;
            }
        };
    }

    AsyncCallable<Throwable> catchingBelow() {
        return () -> {
            return caught(failing("caught below"));
        };
    }

    AsyncCallable<Integer> nested(BlockMode mode) {
        return () -> {
            AsyncCallable<Integer> outer =
                    () -> {
                        AsyncCallable<Integer> innermost = () -> inner(failing("nested")) + 1;
                        int m = Blocks.of(innermost, mode).await();
                        return m + 1;
                    };
            int k = Blocks.of(outer, mode).await();
            return k + 1;
        };
    }

    AsyncCallable<Integer> recursive(int levels) {
        return () -> {
            return down(levels, failing("recursive"));
        };
    }

    AsyncCallable<Integer> throwing() {
        return () -> {
            fine(0).await();
            return thrower() + 1;
        };
    }

    AsyncCallable<Integer> cleaning() {
        return () -> {
            try {
                return inner(failing("cleaned")) + 1;
            } finally {
                cleanups += fine(1).await();
            }
        };
    }

    AsyncCallable<Integer> looping() {
        return () -> {
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += fine(i).await();
            }
            sum += inner(failing("looped"));
            return sum;
        };
    }
}
