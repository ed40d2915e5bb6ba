package dev.kyoto.future;

import dev.kyoto.internal.util.ThreadRng;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Select#select(Future, Future)} and its siblings: polls all arms each time, as to
 * tell two to eight apart by wakers of their own would cost more than it saves.
 */
final class SelectFew<R extends @Nullable Object> extends Selection<R> implements Arms {
    private static final @Nullable Future<?>[] NO_MORE = {};

    private final Tag<R> tag;

    // An arm's future until it has ended in whatever way, then null. Most selects have two arms,
    // which need no array.
    private @Nullable Future<?> first;
    private @Nullable Future<?> second;
    private final @Nullable Future<?>[] more;

    private @Nullable Throwable cleanupFailure;

    SelectFew(Tag<R> tag, Future<?> first, Future<?> second) {
        this.tag = tag;
        this.first = Arms.requireArm(first, 1);
        this.second = Arms.requireArm(second, 2);
        this.more = NO_MORE;
    }

    /** Takes over the array, which was made for the arguments of the caller's own method. */
    SelectFew(Tag<R> tag, Future<?> first, Future<?> second, @Nullable Future<?>... more) {
        this.tag = tag;
        this.first = Arms.requireArm(first, 1);
        this.second = Arms.requireArm(second, 2);
        for (int i = 0; i < more.length; i++) {
            var _ = Arms.requireArm(more[i], i + 3);
        }
        this.more = more;
    }

    @Override
    public int size() {
        return 2 + more.length;
    }

    @Override
    public @Nullable Future<?> live(int arm) {
        return switch (arm) {
            case 0 -> first;
            case 1 -> second;
            default -> more[arm - 2];
        };
    }

    @Override
    public void ended(int arm) {
        switch (arm) {
            case 0 -> first = null;
            case 1 -> second = null;
            default -> more[arm - 2] = null;
        }
    }

    @Override
    public void cleanupFailed(Throwable failure) {
        cleanupFailure = Uncaught.merge(cleanupFailure, failure);
    }

    @Override
    public @Nullable Throwable takeCleanupFailure() {
        var failure = cleanupFailure;
        cleanupFailure = null;
        return failure;
    }

    @Override
    Arms arms() {
        return this;
    }

    @Override
    void race(Context cx, boolean biased) {
        if (!cx.hasBudget()) {
            cx.waker().wake();
            return;
        }
        int count = size();
        int start = biased ? 0 : ThreadRng.current().nextInt(count);
        boolean open = false;
        for (int i = 0; i < count; i++) {
            int arm = start + i < count ? start + i : start + i - count;
            var future = live(arm);
            if (future == null || SelectArm.isDisabled(future)) {
                continue;
            }
            try {
                if (future.poll(cx) instanceof Poll.Ready<?>(var value)) {
                    ended(arm);
                    won(tag.tag(arm, value));
                    return;
                }
            } catch (Throwable thrown) {
                ended(arm);
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
