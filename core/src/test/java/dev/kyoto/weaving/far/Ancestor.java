package dev.kyoto.weaving.far;

import dev.kyoto.future.Future;

/** What its descendants in other packages reach by inheritance only. */
public class Ancestor {
    protected static int shared;

    protected int field;
    protected long wide = 7;

    protected Ancestor(int field) {
        this.field = field;
    }

    protected String method(int n) {
        return "ancestor" + field + n;
    }

    protected static String staticMethod(String s) {
        return s + shared;
    }

    /** It awaits, and cannot be overridden. */
    protected final int await(Future<Integer> future) {
        return field + future.await();
    }

    protected static class Nested {
        private final int n;

        public Nested(int n) {
            this.n = n;
        }

        @Override
        public String toString() {
            return "nested" + n;
        }
    }

    @Override
    public String toString() {
        return "Ancestor";
    }
}
