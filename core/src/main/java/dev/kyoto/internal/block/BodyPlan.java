package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.scheduler.StrayBlame;
import dev.kyoto.internal.weave.BoundBody;
import dev.kyoto.internal.weave.Weaver;
import dev.kyoto.internal.weave.Weaving;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * How the blocks of one body are run: decided at its first use, once for the class of the body.
 *
 * <pre>
 *   UNDECIDED -> WOVEN | PLAIN | AWAIT_OF | REFUSED   first use
 *   WOVEN | PLAIN -> REFUSED                          an await that the weaver had not seen
 * </pre>
 *
 * <p>{@code weaving} is null while undecided. It is written under the plan's lock, and volatile for
 * those who read it without.
 */
final class BodyPlan {
    /** All plans of the process. A class of bodies keeps its plan, so a plan lives as long as it. */
    private static final Queue<WeakReference<BodyPlan>> ALL = new ConcurrentLinkedQueue<>();

    /** Plans of bodies that are called as they are. */
    private static final ClassValue<BodyPlan> BY_CLASS = new Plans();

    /** Plans of bodies that are handed something; a class may be a body in both ways. */
    private static final ClassValue<BodyPlan> BY_FUNCTION = new Plans();

    private static final class Plans extends ClassValue<BodyPlan> {
        @Override
        protected BodyPlan computeValue(Class<?> type) {
            return new BodyPlan();
        }
    }

    private volatile @Nullable Weaving weaving;

    /** The name of the body once it was used, decided or not. */
    private volatile @Nullable String name;

    private BodyPlan() {}

    static BodyPlan of(Serializable body) {
        return body instanceof BoundBody<?, ?> bound
                ? BY_FUNCTION.get(bound.function().getClass())
                : BY_CLASS.get(body.getClass());
    }

    /** How each body that was used so far runs where this mode is in force. */
    static List<BlockReport> reports(BlockMode mode) {
        var reports = new ArrayList<BlockReport>();
        ALL.removeIf(it -> it.refersTo(null));
        for (var reference : ALL) {
            var plan = reference.get();
            if (plan != null) {
                reports.add(plan.report(mode));
            }
        }
        return reports;
    }

    BlockReport report(Serializable body, BlockMode mode) {
        if (mode == BlockMode.VIRTUAL_THREAD) {
            noteUse(body);
        } else {
            decided(body);
        }
        return report(mode);
    }

    /** Remembers a body that runs on a virtual thread because somebody has said so. */
    void noteUse(Serializable body) {
        if (name == null) {
            enlist(Weaver.nameOf(body));
        }
    }

    private synchronized void enlist(String bodyName) {
        if (name == null) {
            name = bodyName;
            ALL.add(new WeakReference<>(this));
        }
    }

    private BlockReport report(BlockMode mode) {
        var body = Objects.requireNonNull(name, "a body that was used");
        var decided = weaving;
        if (mode == BlockMode.VIRTUAL_THREAD) {
            return new BlockReport(
                    body,
                    BlockMode.VIRTUAL_THREAD,
                    "the runtime's setting or the system property kyoto.blocks says so");
        }
        return switch (decided) {
            case null ->
                    new BlockReport(
                            body,
                            BlockMode.VIRTUAL_THREAD,
                            "all its blocks so far were made where the setting says so");
            case Weaving.Woven it -> new BlockReport(body, BlockMode.WOVEN, it.report());
            case Weaving.Plain _ ->
                    new BlockReport(
                            body, BlockMode.WOVEN, "it awaits nothing, and is called as it is");
            case Weaving.AwaitOf _ ->
                    new BlockReport(
                            body, BlockMode.WOVEN, "it is one await, and polls the future itself");
            case Weaving.Refused it -> new BlockReport(body, BlockMode.VIRTUAL_THREAD, it.reason());
        };
    }

    <T extends @Nullable Object> Future<T> block(AsyncCallable<T> body, BlockMode mode) {
        if (mode == BlockMode.VIRTUAL_THREAD) {
            noteUse(body);
            return new VirtualBlock<>(body);
        }
        // No switch over types: the JVM links one at its first use, before the first block runs.
        var how = decided(body);
        if (how instanceof Weaving.Woven it) {
            return woven(it, body);
        }
        if (how instanceof Weaving.AwaitOf it) {
            return awaited(it, body);
        }
        return how instanceof Weaving.Refused it
                ? new VirtualBlock<>(refused(it, body, mode))
                : new CallBlock<>(body);
    }

    Future<@Nullable Void> block(AsyncRunnable body, BlockMode mode) {
        if (mode == BlockMode.VIRTUAL_THREAD) {
            noteUse(body);
            return new VirtualBlock<>(Blocks.callable(body));
        }
        var how = decided(body);
        if (how instanceof Weaving.Woven it) {
            return woven(it, body);
        }
        if (how instanceof Weaving.AwaitOf it) {
            return withoutValue(awaited(it, body));
        }
        return how instanceof Weaving.Refused it
                ? new VirtualBlock<>(Blocks.callable(refused(it, body, mode)))
                : new CallBlock<>(Blocks.callable(body));
    }

    @SuppressWarnings("unchecked") // a machine answers what its body returns
    private static <T extends @Nullable Object> Future<T> woven(
            Weaving.Woven weaving, Serializable body) {
        return (Future<T>) weaving.prototype().fresh(body);
    }

    @SuppressWarnings("unchecked") // the body's type is that of the future's value
    private static <T extends @Nullable Object> Future<T> awaited(
            Weaving.AwaitOf weaving, Serializable body) {
        try {
            return (Future<T>) (Object) weaving.future().invoke((Object) body);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a field is read without any checked exception", e);
        }
    }

    @SuppressWarnings("NullAway") // null is the value of @Nullable Void
    private static Future<@Nullable Void> withoutValue(Future<@Nullable Object> future) {
        return Futures.map(future, _ -> null);
    }

    private static <B> B refused(Weaving.Refused weaving, B body, BlockMode mode) {
        if (mode == BlockMode.WOVEN) {
            throw new IllegalStateException(
                    "the async block "
                            + weaving.body()
                            + " has to be woven, as the runtime's setting or the system property"
                            + " kyoto.blocks says, and cannot be: "
                            + weaving.reason());
        }
        return body;
    }

    private Weaving decided(Serializable body) {
        var known = weaving;
        return known != null ? known : decide(body);
    }

    private synchronized Weaving decide(Serializable body) {
        var known = weaving;
        if (known != null) {
            return known;
        }
        var found = Weaver.weave(body);
        adopt(found, body);
        enlist(found.body());
        return found;
    }

    /**
     * Makes a block of a body of Kyoto's own as if an application had used it for the first time, but
     * on no list: the JVM links what happens on the way.
     */
    static <T extends @Nullable Object> Future<T> rehearse(AsyncCallable<T> body) {
        var plan = new BodyPlan();
        plan.adopt(Weaver.rehearse(body), body);
        return plan.block(body, BlockMode.AUTO);
    }

    private void adopt(Weaving found, Serializable body) {
        if (found instanceof Weaving.Woven it) {
            StrayBlame.put(it.machine(), this::giveUp);
        } else if (found instanceof Weaving.Plain) {
            StrayBlame.put(BoundBody.written(body).getClass(), this::giveUp);
        } else if (found instanceof Weaving.Refused it) {
            log(it);
        }
        weaving = found;
    }

    private synchronized void giveUp(String place) {
        var known = weaving;
        if (known != null && !(known instanceof Weaving.Refused)) {
            var refused =
                    new Weaving.Refused(
                            known.body(),
                            "it awaited at "
                                    + place
                                    + ", in code that it calls and that could not be woven; make"
                                    + " the methods on the way there private, static or final, or"
                                    + " have them return the future");
            weaving = refused;
            log(refused);
        }
    }

    private static void log(Weaving.Refused refused) {
        System.getLogger("dev.kyoto")
                .log(
                        System.Logger.Level.DEBUG,
                        () ->
                                "the async block "
                                        + refused.body()
                                        + " runs on a virtual thread: "
                                        + refused.reason());
    }
}
