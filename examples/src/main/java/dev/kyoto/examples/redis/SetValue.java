package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A set that can give up a random member in constant time.
 *
 * <p>The members stand in an array list, and a map knows the place of each. A removed member's
 * place is taken by the last one.
 */
final class SetValue implements Value {
    private final List<Bytes> members = new ArrayList<>();
    private final Map<Bytes, Integer> places = new HashMap<>();

    int size() {
        return members.size();
    }

    boolean contains(Bytes member) {
        return places.containsKey(member);
    }

    /** Whether the member is new. */
    boolean add(Bytes member) {
        if (places.putIfAbsent(member, members.size()) != null) {
            return false;
        }
        members.add(member);
        return true;
    }

    /** Whether the member was there. */
    boolean remove(Bytes member) {
        var place = places.remove(member);
        if (place == null) {
            return false;
        }
        fill(place);
        return true;
    }

    Bytes removeRandom(RandomGenerator random) {
        int place = random.nextInt(members.size());
        var member = members.get(place);
        places.remove(member);
        fill(place);
        return member;
    }

    /** A view of the members; it is read while the engine's lock is held, or copied. */
    List<Bytes> members() {
        return members;
    }

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    private void fill(int place) {
        var last = members.removeLast();
        if (place < members.size()) {
            members.set(place, last);
            places.put(last, place);
        }
    }
}
