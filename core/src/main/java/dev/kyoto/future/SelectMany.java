package dev.kyoto.future;

import dev.kyoto.future.Children.Child;
import dev.kyoto.future.Children.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Behind {@link Select#selectAny} and {@link Race}: polls the arms that were woken. */
final class SelectMany<R extends @Nullable Object> extends Selection<R> {
    private final Children arms;
    private final Tag<R> tag;
    private final boolean overFailures;
    private final int count;

    /** How many arms can still win. */
    private int open;

    /** What the arms threw that a later success would make up for, merged into the first. */
    private @Nullable Throwable failures;

    /**
     * A select that has not begun.
     *
     * @param overFailures whether an arm that throws leaves the race to the others, and ends it only
     *     if it was the last
     */
    static <R extends @Nullable Object> SelectMany<R> of(
            boolean overFailures, Tag<R> tag, Collection<? extends Future<?>> futures) {
        var once = new ArrayList<Future<?>>(futures);
        return new SelectMany<>(overFailures, tag, once, Children.of(once));
    }

    private SelectMany(boolean overFailures, Tag<R> tag, List<Future<?>> futures, Children arms) {
        this.overFailures = overFailures;
        this.tag = tag;
        this.arms = arms;
        this.count = futures.size();
        this.open = count;
        for (var future : futures) {
            if (SelectArm.isDisabled(future)) {
                open--;
            }
        }
    }

    @Override
    Children arms() {
        return arms;
    }

    @Override
    void race(Context cx, boolean biased) {
        arms.visitWoken(cx, biased ? Order.WRITTEN : Order.RANDOM_START, this::poll);
        if (!isDecided() && open == 0) {
            if (failures != null) {
                failed(failures);
            } else {
                nobodyCanWin(count);
            }
        }
    }

    private boolean poll(Child arm, Context cx) {
        var future = arm.future();
        if (SelectArm.isDisabled(future)) {
            return true;
        }
        try {
            if (future.poll(cx) instanceof Poll.Ready<?>(var value)) {
                arms.ended(arm);
                won(tag.tag(arm.index, value));
                return false;
            }
        } catch (Throwable thrown) {
            arms.ended(arm);
            if (!overFailures) {
                failed(thrown);
                return false;
            }
            failures = Uncaught.merge(failures, thrown);
            open--;
            return true;
        }
        if (SelectArm.isDisabled(future)) {
            open--;
        }
        return true;
    }
}
