package dev.kyoto.stream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.FutureSet;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Streams under keys, as one stream of their values with the keys; members come and go.
 *
 * <p>Each member is polled only when it was woken, so a map of many idle streams costs no more than
 * those that have something. Those that do take turns: one that is always ready cannot hold up
 * another. A member that has ended leaves the map. The map as a stream answers null while it is
 * empty, and goes on after another {@link #insert}.
 *
 * <p>It belongs to one task at a time, and its members to it.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var rooms = new StreamMap<String, String>();
 * rooms.insert("kitchen", Streams.from(left));
 * rooms.insert("garden", Streams.from(right));
 * for (var it = rooms.next().await(); it != null; it = rooms.next().await()) {
 *     System.out.println(it.getKey() + ": " + it.getValue());
 * }
 * }
 *
 * <p>Answers to {@code tokio_stream::StreamMap}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the members' values
 */
@CheckReturnValue
public final class StreamMap<K, V> implements AsyncStream<Map.Entry<K, V>> {
    // A member is in `running` from its insertion until it has a value, a failure or its end for
    // us; then it is taken out, and put back behind the others if it goes on:
    //   member: RUNNING -> HELD    its future has ended with an outcome; set by its poll
    //           HELD    -> RUNNING the outcome was handed over
    //           any     -> GONE    it has ended, or was removed
    // One that is removed stays in the set until it is polled once more, which its waker asks for.

    private final Map<K, Member<K, V>> members = new LinkedHashMap<>();
    private final FutureSet<Member<K, V>> running = new FutureSet<>();
    private @Nullable Future<@Nullable Member<K, V>> waiting;
    private @Nullable Parts cancelling;

    /** What a member has thrown after values that nextMany has moved already. */
    private @Nullable Throwable heldFailure;

    /** Creates an empty map. */
    public StreamMap() {}

    /**
     * Puts a stream under a key.
     *
     * <p>Answers to {@code StreamMap::insert}.
     *
     * @param key the key
     * @param stream the stream, which belongs to the map from now on
     * @return the stream that was there before, which is the caller's again, or null
     */
    @CanIgnoreReturnValue
    public @Nullable AsyncStream<? extends V> insert(K key, AsyncStream<? extends V> stream) {
        Objects.requireNonNull(key, "key");
        var member = new Member<K, V>(key, Objects.requireNonNull(stream, "stream"));
        running.add(member);
        return release(members.put(key, member));
    }

    /**
     * Takes a stream out, as it is: it is not cancelled.
     *
     * <p>Answers to {@code StreamMap::remove}.
     *
     * @param key the key
     * @return the stream, which is the caller's again, or null if there is none
     */
    public @Nullable AsyncStream<? extends V> remove(K key) {
        return release(members.remove(key));
    }

    private static <V> @Nullable AsyncStream<? extends V> release(@Nullable Member<?, V> member) {
        return member == null ? null : member.release();
    }

    /**
     * Whether there is a stream under a key.
     *
     * <p>Answers to {@code StreamMap::contains_key}.
     *
     * @param key the key
     * @return true until it has ended or is removed
     */
    public boolean containsKey(K key) {
        return members.containsKey(key);
    }

    /**
     * The keys of the streams that are there, in the order of their insertion.
     *
     * <p>Answers to {@code StreamMap::keys}.
     *
     * @return a view, not to be written to
     */
    public Set<K> keys() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /**
     * The streams that are there, in the order of their insertion.
     *
     * <p>Answers to {@code StreamMap::values}.
     *
     * @return a new list
     */
    public List<AsyncStream<? extends V>> values() {
        var streams = new ArrayList<AsyncStream<? extends V>>();
        members.values().forEach(member -> streams.add(member.stream));
        return streams;
    }

    /**
     * How many streams are there.
     *
     * <p>Answers to {@code StreamMap::len}.
     *
     * @return their number
     */
    public int size() {
        return members.size();
    }

    /**
     * Whether no stream is there.
     *
     * <p>Answers to {@code StreamMap::is_empty}.
     *
     * @return true if {@link #next()} would give null
     */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /**
     * Cancels all streams without awaiting their cleanup, and takes them out.
     *
     * <p>Answers to {@code StreamMap::clear}.
     */
    public void clear() {
        var all = List.copyOf(members.values());
        members.clear();
        for (var member : all) {
            member.release().cancel();
        }
    }

    @Override
    public Poll<Map.@Nullable Entry<K, V>> pollNext(Context cx) {
        var held = heldFailure;
        if (held != null) {
            heldFailure = null;
            throw Failures.unchecked(held);
        }
        while (true) {
            if (members.isEmpty()) {
                stopWaiting();
                return Poll.ready(null);
            }
            var wait = waiting;
            if (wait == null) {
                wait = running.next();
                waiting = wait;
            }
            var polled = wait.poll(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            waiting = null;
            var member =
                    Objects.requireNonNull(polled.value(), "a map with members runs their futures");
            var value = take(member);
            if (value != null) {
                return Poll.ready(Map.entry(member.key, value));
            }
        }
    }

    /** The outcome of a member that has one: a value, a failure that is thrown, or null. */
    private @Nullable V take(Member<K, V> member) {
        if (member.gone) {
            return null;
        }
        var value = member.value;
        var failure = member.failure;
        if (value == null && failure == null) {
            member.gone = true;
            members.remove(member.key);
            return null;
        }
        member.value = null;
        member.failure = null;
        running.add(member);
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return value;
    }

    private void stopWaiting() {
        var wait = waiting;
        waiting = null;
        if (wait != null) {
            wait.cancel();
        }
    }

    /**
     * Waits for a value and takes all that are there, up to a limit.
     *
     * <p><b>Cancellation</b> Safe: values are only moved by the poll that ends the wait.
     *
     * <p><b>Errors</b> Those of the members, each after the values before it; and what the buffer
     * throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var entries = new ArrayList<Map.Entry<String, String>>();
     * int count = rooms.nextMany(entries, 100).await();
     * }
     *
     * <p>Answers to {@code StreamMap::next_many}.
     *
     * @param buffer where the values are added, with their keys
     * @param limit how many at most, 1 or more
     * @return the wait; its value is the number of values, 0 if the map is empty
     */
    public Future<Integer> nextMany(Collection<? super Map.Entry<K, V>> buffer, int limit) {
        Objects.requireNonNull(buffer, "buffer");
        requireLimit(limit);
        return new NextMany<>(this, buffer, limit);
    }

    /**
     * The form of {@link #nextMany} for futures of one's own.
     *
     * <p>Answers to {@code StreamMap::poll_next_many}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param buffer where the values are added, with their keys
     * @param limit how many at most, 1 or more
     * @return the number of values, 0 if the map is empty, or Pending
     */
    public Poll<Integer> pollNextMany(
            Context cx, Collection<? super Map.Entry<K, V>> buffer, int limit) {
        requireLimit(limit);
        int count = 0;
        while (count < limit) {
            Poll<Map.@Nullable Entry<K, V>> polled;
            try {
                polled = pollNext(cx);
            } catch (RuntimeException | Error e) {
                if (count == 0) {
                    throw e;
                }
                heldFailure = e;
                break;
            }
            if (polled.isPending()) {
                return count == 0 ? Poll.pending() : Poll.ready(count);
            }
            var entry = polled.value();
            if (entry == null) {
                break;
            }
            buffer.add(entry);
            count++;
        }
        return Poll.ready(count);
    }

    private static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "the limit of values must be 1 or more, but was " + limit);
        }
    }

    private Parts cancelling() {
        var parts = cancelling;
        if (parts == null) {
            stopWaiting();
            parts =
                    new Parts(
                            members.values().stream().map(it -> Part.ofStream(it.stream)).toList());
            cancelling = parts;
            members.clear();
            running.close();
        }
        return parts;
    }

    @Override
    public void cancel() {
        cancelling().cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        return cancelling().pollCancel(cx);
    }

    @Override
    public String toString() {
        return "StreamMap" + members.keySet();
    }

    /** A stream with its key. As a future it is polled to an outcome, and then from anew. */
    private static final class Member<K, V> implements Future<Member<K, V>> {
        final K key;
        final AsyncStream<? extends V> stream;
        boolean gone;
        @Nullable V value;
        @Nullable Throwable failure;

        /** Asks for the last poll of one that was removed. */
        private @Nullable Waker waker;

        Member(K key, AsyncStream<? extends V> stream) {
            this.key = key;
            this.stream = stream;
        }

        AsyncStream<? extends V> release() {
            gone = true;
            if (waker != null) {
                waker.wake();
            }
            return stream;
        }

        @Override
        public Poll<Member<K, V>> poll(Context cx) {
            if (gone) {
                return Poll.ready(this);
            }
            waker = cx.waker();
            try {
                var polled = stream.pollNext(cx);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                value = polled.value();
            } catch (Throwable thrown) { // thrown again by the map's poll
                failure = thrown;
            }
            return Poll.ready(this);
        }
    }

    /** Behind {@link #nextMany}. */
    private static final class NextMany<K, V> extends OneShotFuture<Integer> {
        private final StreamMap<K, V> map;
        private final Collection<? super Map.Entry<K, V>> buffer;
        private final int limit;

        NextMany(StreamMap<K, V> map, Collection<? super Map.Entry<K, V>> buffer, int limit) {
            this.map = map;
            this.buffer = buffer;
            this.limit = limit;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            return map.pollNextMany(cx, buffer, limit);
        }

        @Override
        protected String name() {
            return "nextMany()";
        }
    }
}
