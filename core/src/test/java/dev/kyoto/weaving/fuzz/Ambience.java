package dev.kyoto.weaving.fuzz;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names that programs take as given, imported statically. Public, as programs live in another
 * loader.
 *
 * <p>There is one run at a time, so it is held here rather than passed through all of a program.
 */
public final class Ambience {
    private static final int LONGEST_TEXT = 24;

    private static volatile Run run = new Run(Run.Way.SYNCHRONOUS, Run.Pattern.NEVER);

    private Ambience() {}

    static void start(Run next) {
        run = next;
    }

    // ---- Futures ----

    /** A future of the value. */
    public static <V extends @Nullable Object> Future<V> f(V value) {
        return leaf(value);
    }

    /** The same, known by its class and not by its interface. */
    public static <V extends @Nullable Object> Leaf<V> leaf(V value) {
        run.log("f " + show(value));
        return new Leaf<>(run, value, null);
    }

    /** Fails for about every fifth value. */
    public static <V extends @Nullable Object> Future<V> flaky(V value) {
        var text = show(value);
        run.log("flaky " + text);
        boolean fails = Math.floorMod(text.hashCode(), 5) == 0;
        return new Leaf<>(run, value, fails ? new IllegalStateException("flaky " + text) : null);
    }

    /** Pending once, by a future of the library's; not where nothing may be pending any more. */
    public static Future<@Nullable Void> pause() {
        return run.isHurried() ? Futures.ready(null) : Futures.yieldNow();
    }

    /** A block inside a block, run in the same way. */
    public static <V extends @Nullable Object> Future<V> block(AsyncCallable<V> body) {
        return switch (run.way()) {
            case SYNCHRONOUS -> inline(body);
            case VIRTUAL_THREAD -> Blocks.of(body, BlockMode.VIRTUAL_THREAD);
            case WOVEN -> woven(body);
        };
    }

    private static <V extends @Nullable Object> Future<V> woven(AsyncCallable<V> body) {
        try {
            return Blocks.of(body, BlockMode.WOVEN);
        } catch (IllegalStateException refusal) {
            run.refuse(String.valueOf(refusal.getMessage()));
            throw refusal;
        }
    }

    private static <V extends @Nullable Object> Future<V> inline(AsyncCallable<V> body) {
        return _ -> {
            try {
                return Poll.ready(body.call());
            } catch (Throwable thrown) { // it belongs to whoever awaits, whatever it is
                throw Failures.unchecked(thrown);
            }
        };
    }

    // ---- What is observed ----

    /** Notes a value. */
    public static void log(@Nullable Object value) {
        run.log(show(value));
    }

    /** Notes a failure. */
    public static void caught(Throwable failure) {
        run.log("caught " + Outcome.describe(failure));
    }

    /** A text that is the same in each run: no identity, and not long. */
    public static String show(@Nullable Object value) {
        return cut(
                switch (value) {
                    case int[] ints -> Arrays.toString(ints);
                    case Object[] objects -> Arrays.toString(objects);
                    case List<?> list -> list.size() + list.stream().limit(3).toList().toString();
                    case null, default -> String.valueOf(value);
                });
    }

    /** All values in one text. */
    public static String digest(@Nullable Object... values) {
        var all = new StringBuilder();
        for (var value : values) {
            all.append(show(value)).append(',');
        }
        return all.toString();
    }

    /** Keeps texts from growing without bound. */
    public static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    /** The body has been left, in whatever way. */
    public static void ended() {
        run.end();
    }

    // ---- What makes programs end, and compile ----

    /** Whether a loop or a recursion may go on. */
    public static boolean fuel() {
        return run.takeFuel();
    }

    /** True, but no constant. */
    public static boolean yes() {
        return true;
    }

    /** True each third time. */
    public static boolean seldom() {
        return run.isThird();
    }

    // ---- Callees ----

    /** The same object, of a type that has to be cast. */
    public static @Nullable Object hide(@Nullable Object value) {
        return value;
    }

    /** One of two. */
    public static <V extends @Nullable Object> V pick(boolean first, V left, V right) {
        return first ? left : right;
    }

    /** Varargs of a primitive type. */
    public static int sum(int... values) {
        return Arrays.stream(values).sum();
    }

    /** Arguments of all sizes. */
    public static String mix(
            int i,
            long l,
            double d,
            @Nullable String s,
            boolean b,
            char c,
            float f,
            @Nullable Object o) {
        return cut(c + show(o) + i + l + b + s + f + d);
    }

    /** Has two words on the stack before and after its other arguments. */
    public static long fold(long a, int b, double c, byte d, long e) {
        return a * 31 + b + (long) c + d + e;
    }

    /** Fails if any is null. */
    public static int lengths(String... texts) {
        int all = 0;
        for (var text : texts) {
            all += Objects.requireNonNull(text, "text").length();
        }
        return all;
    }
}
