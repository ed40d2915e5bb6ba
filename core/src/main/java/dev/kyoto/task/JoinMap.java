package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.TaskId;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with keys and with values of one type, joined in the order in which they end.
 *
 * <p>As {@link JoinSet}, and besides a task can be found and aborted by its key. A key has one task
 * at most: spawning another under it aborts the first, which is not joined any more. The map owns its
 * tasks: closing it aborts those that have not ended. Tasks may be spawned from anywhere and at any
 * time; <em>one</em> task or thread at a time waits for their end. Keys are compared by {@code
 * equals} and must not be null.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var pages = new JoinMap<String, Page>()) {
 *     for (var it : urls) {
 *         pages.spawn(it, () -> fetch(it).await());
 *     }
 *     pages.abort(url);
 *     while (pages.joinNext().await() instanceof JoinMap.Joined<String, Page>(var key, var result)) {
 *         log("%s: %s", key, result);
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::task::JoinMap}.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the tasks' values
 */
public final class JoinMap<K, T extends @Nullable Object> extends KeyedSpawner<K, T>
        implements AutoCloseable {
    // Members are the truth about who is to be waited for, the index about who has a key. A member
    // that is in `members` alone was replaced, and is waited for without being joined. To take a
    // member out of the index is to decide what becomes of it: whoever joins it and whoever
    // replaces
    // it both try, and one of them succeeds.
    private final Members<KeyedMember<K, T>> members = new Members<>("JoinMap", false);
    private final ConcurrentHashMap<K, KeyedMember<K, T>> index = new ConcurrentHashMap<>();

    /** Creates an empty map. */
    public JoinMap() {}

    /**
     * How the task of a key ended.
     *
     * @param key the key
     * @param result with a value, or without
     * @param <K> the type of the keys
     * @param <T> the type of the tasks' values
     */
    public record Joined<K, T extends @Nullable Object>(K key, JoinResult<T> result) {}

    private static final class KeyedMember<K, T extends @Nullable Object> extends TaskMember<T> {
        private final K key;
        private final JoinMap<K, T> map;

        KeyedMember(JoinMap<K, T> map, K key, JoinHandle<T> handle) {
            super(map.members, handle);
            this.key = key;
            this.map = map;
        }

        /** Takes the key away; false if another task has it. */
        boolean giveUpKey() {
            return map.index.remove(key, this);
        }

        @Nullable Joined<K, T> join() {
            if (giveUpKey()) {
                return new Joined<>(key, result());
            }
            letGo();
            return null;
        }

        @Override
        void letGo() {
            var _ = giveUpKey();
            super.letGo();
        }
    }

    @Override
    AbortHandle admit(K key, Supplier<JoinHandle<T>> start) {
        Objects.requireNonNull(key, "key");
        return TaskMember.admit(
                members,
                start,
                handle -> {
                    var member = new KeyedMember<>(this, key, handle);
                    var replaced = index.put(key, member);
                    if (replaced != null) {
                        replaced.abort();
                    }
                    return member;
                });
    }

    @Override
    @Nullable String name() {
        return null;
    }

    @Override
    public KeyedSpawner<K, T> named(String name) {
        return new Named<>(this, name);
    }

    /**
     * Waits until a task ends, whichever comes first, and takes it out of the map. Tasks that were
     * replaced are passed over, but waited for: the map is not empty as long as one of them runs.
     *
     * <p><b>Cancellation</b> Safe: no task leaves the map.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this map.
     * How a task failed is in its {@link JoinResult}.
     *
     * <p>Answers to {@code JoinMap::join_next}.
     *
     * @return a future of key and result, or of null if the map is empty
     */
    @CheckReturnValue
    public Future<@Nullable Joined<K, T>> joinNext() {
        return new JoinNext<KeyedMember<K, T>, Joined<K, T>>(members, KeyedMember::join);
    }

    /**
     * Takes a task out of the map that has ended already.
     *
     * <p>Answers to {@code JoinMap::try_join_next}.
     *
     * @return its key and how it ended, or null if none has ended
     */
    @CheckReturnValue
    public @Nullable Joined<K, T> tryJoinNext() {
        return JoinNext.tryNow(members, KeyedMember::join);
    }

    /**
     * Aborts the task of a key; it stays in the map and can be joined.
     *
     * <p>Answers to {@code JoinMap::abort}.
     *
     * @param key the key
     * @return whether there is such a task
     */
    public boolean abort(K key) {
        var member = index.get(key);
        if (member != null) {
            member.abort();
        }
        return member != null;
    }

    /**
     * Aborts the tasks of some keys; they stay in the map and can be joined.
     *
     * <p>Answers to {@code JoinMap::abort_matching}.
     *
     * @param predicate whether to abort the task of a key
     */
    public void abortMatching(Predicate<? super K> predicate) {
        for (var member : index.values()) {
            if (predicate.test(member.key)) {
                member.abort();
            }
        }
    }

    /**
     * Aborts all tasks; they stay in the map and can be joined.
     *
     * <p>Answers to {@code JoinMap::abort_all}.
     */
    public void abortAll() {
        members.snapshot().forEach(TaskMember::abort);
    }

    /**
     * Aborts all tasks and waits until they are gone, replaced ones and cleanup included. The map is
     * empty then, and can be used again.
     *
     * <p>Values are dropped; failures go to the uncaught handler of the runtime. A task that is
     * spawned meanwhile is waited for, but not aborted.
     *
     * <p><b>Cancellation</b> Safe: the tasks stay aborted, and those that have not been waited for
     * stay in the map.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this map;
     * then nothing is aborted.
     *
     * <p>Answers to {@code JoinMap::shutdown}.
     *
     * @return a future that begins with its first poll
     */
    @CheckReturnValue
    public Future<@Nullable Void> shutdown() {
        return new JoinEach.Shutdown<>(members);
    }

    /**
     * Lets go of all tasks, which go on by themselves; their failures go to the uncaught handler.
     *
     * <p>Answers to {@code JoinMap::detach_all}.
     */
    public void detachAll() {
        members.removeAll(false).forEach(TaskMember::letGo);
    }

    /**
     * Whether a key has a task that has not been joined.
     *
     * <p>Answers to {@code JoinMap::contains_key}.
     *
     * @param key the key
     * @return true if there is one, even if it has ended
     */
    @CheckReturnValue
    public boolean containsKey(K key) {
        return index.containsKey(key);
    }

    /**
     * Whether a task is in the map and has not been joined; looks at one task after the other.
     *
     * <p>Answers to {@code JoinMap::contains_task}.
     *
     * @param task the task
     * @return false if it was replaced
     */
    @CheckReturnValue
    public boolean containsTask(TaskId task) {
        return index.values().stream().anyMatch(it -> it.is(task.value()));
    }

    /**
     * The keys of this moment, in no order.
     *
     * <p>Answers to {@code JoinMap::keys}.
     *
     * @return a copy
     */
    @CheckReturnValue
    public Set<K> keys() {
        return Set.copyOf(index.keySet());
    }

    /**
     * How many keys have a task that has not been joined.
     *
     * <p>Answers to {@code JoinMap::len}.
     *
     * @return the number of this moment
     */
    @CheckReturnValue
    public int size() {
        return index.size();
    }

    /**
     * Whether no key has a task.
     *
     * @return true if there is none
     */
    @CheckReturnValue
    public boolean isEmpty() {
        return index.isEmpty();
    }

    /**
     * Aborts all tasks and lets go of them, without waiting; failures that nobody has joined go to
     * the uncaught handler. Nothing can be spawned any more, and whoever waits for a task sees the
     * map empty. To wait for their end, call {@link #shutdown()} before. Closing twice does nothing.
     *
     * <p>Answers to dropping a {@code JoinMap}.
     */
    @Override
    public void close() {
        for (var member : members.removeAll(true)) {
            member.abort();
            member.letGo();
        }
    }

    /**
     * The keys.
     *
     * @return as "JoinMap[a, b]"
     */
    @Override
    public String toString() {
        return "JoinMap" + index.keySet();
    }
}
