package dev.kyoto.weaving;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Objects with names, of which it can be told whether they are still reachable. */
final class Things {
    private static final int MOST_COLLECTIONS = 100;

    /** One that others refer to, or do not. */
    static final class Thing {
        private int uses;

        int use() {
            return ++uses;
        }
    }

    /** One that can be thrown. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("a failure that is watched", null, false, false);
        }
    }

    private final Map<String, WeakReference<Object>> things = new LinkedHashMap<>();
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

    Thing make(String name) {
        return watched(name, new Thing());
    }

    Failure makeFailure(String name) {
        return watched(name, new Failure());
    }

    private <T> T watched(String name, T thing) {
        things.put(name, new WeakReference<>(thing, queue));
        return thing;
    }

    /** The names of those that are still there. */
    Set<String> present() {
        var names = new TreeSet<String>();
        things.forEach(
                (name, thing) -> {
                    if (!thing.refersTo(null)) {
                        names.add(name);
                    }
                });
        return names;
    }

    /**
     * The names of those that are still there after garbage was collected until just the expected
     * ones are, or so often that it will not happen any more.
     */
    Set<String> presentAfterCollection(Set<String> expected) throws InterruptedException {
        for (int i = 0; i < MOST_COLLECTIONS && !present().equals(expected); i++) {
            System.gc();
            // Returns when one was found to be gone, so the loop does not run hot.
            var found = queue.remove(20);
            while (found != null) {
                found = queue.poll();
            }
        }
        System.gc(); // what is expected to be there has to outlive one more
        return present();
    }
}
