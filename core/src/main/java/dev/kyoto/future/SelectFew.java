package dev.kyoto.future;

import dev.kyoto.internal.util.ThreadRng;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Select#select(Future, Future)} and its siblings: polls all arms each time, as to
 * tell two to eight apart by wakers of their own would cost more than it saves.
 */
final class SelectFew<R extends @Nullable Object> extends Selection<R> {
    private final Arms arms;
    private final Tag<R> tag;

    SelectFew(Tag<R> tag, Future<?>... futures) {
        this(tag, new Arms(futures));
    }

    private SelectFew(Tag<R> tag, Arms arms) {
        super(arms);
        this.tag = tag;
        this.arms = arms;
    }

    @Override
    void race(Context cx, boolean biased) {
        if (!cx.hasBudget()) {
            cx.waker().wake();
            return;
        }
        int count = arms.size();
        int start = biased ? 0 : ThreadRng.current().nextInt(count);
        boolean open = false;
        for (int i = 0; i < count; i++) {
            int arm = start + i < count ? start + i : start + i - count;
            var future = arms.live(arm);
            if (future == null || SelectArm.isDisabled(future)) {
                continue;
            }
            try {
                if (future.poll(cx) instanceof Poll.Ready<?>(var value)) {
                    arms.ended(arm);
                    won(tag.tag(arm, value));
                    return;
                }
            } catch (Throwable thrown) {
                arms.ended(arm);
                failed(thrown);
                return;
            }
            // The poll itself may have shut it, by a value that does not match.
            open |= !SelectArm.isDisabled(future);
        }
        if (!open) {
            nobodyCanWin(count);
        }
    }
}
