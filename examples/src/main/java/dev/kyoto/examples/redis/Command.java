package dev.kyoto.examples.redis;

import java.util.List;

/**
 * One command: how it is called, what {@code COMMAND} tells about it, and what it does.
 *
 * @param name in lower case
 * @param arity the number of words, the name included; negative for "at least"
 * @param flags as {@code COMMAND INFO} lists them
 * @param keys which arguments are keys
 * @param group the chapter of the manual it belongs to
 * @param since the first Redis version that had it
 * @param summary one line for {@code COMMAND DOCS}
 * @param handler carries it out
 */
record Command(
        String name,
        int arity,
        List<String> flags,
        Keys keys,
        Group group,
        String since,
        String summary,
        Handler handler) {

    /** Carries out a call while the engine's lock is held: it must never wait. */
    @FunctionalInterface
    interface Handler {
        /** The answer, or a {@link CommandError}. */
        Reply run(Call call);
    }

    /** Chapters of the manual, with the access category each stands for. */
    enum Group {
        CONNECTION("connection", "@connection"),
        GENERIC("generic", "@keyspace"),
        STRING("string", "@string"),
        LIST("list", "@list"),
        SET("set", "@set"),
        HASH("hash", "@hash"),
        SORTED_SET("sorted-set", "@sortedset"),
        PUBSUB("pubsub", "@pubsub"),
        SERVER("server", "@admin");

        final String title;
        final String category;

        Group(String title, String category) {
            this.title = title;
            this.category = category;
        }

        /** A command of this chapter; the flags are separated by spaces. */
        Command command(
                String name,
                int arity,
                String flags,
                Keys keys,
                String since,
                String summary,
                Handler handler) {
            var list = flags.isEmpty() ? List.<String>of() : List.of(flags.split(" ", -1));
            return new Command(name, arity, list, keys, this, since, summary, handler);
        }
    }

    /**
     * Positions of the keys among the words.
     *
     * @param first the first key, 0 for none
     * @param last the last key, counted from the end if negative
     * @param step from one key to the next
     */
    record Keys(int first, int last, int step) {
        static final Keys NONE = new Keys(0, 0, 0);
        static final Keys ONE = new Keys(1, 1, 1);
        static final Keys ALL = new Keys(1, -1, 1);
        static final Keys EVERY_SECOND = new Keys(1, -1, 2);
    }

    boolean accepts(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }
}
