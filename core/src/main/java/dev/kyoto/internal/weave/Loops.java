package dev.kyoto.internal.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;

/**
 * The natural loops of a method, found by dominators, so that it does not matter in which order a
 * compiler has laid out condition and body.
 */
final class Loops {

    /**
     * A loop.
     *
     * @param header the block through which it is entered
     * @param blocks all its blocks, those of inner loops included
     */
    record Loop(int header, BitSet blocks) implements Comparable<Loop> {
        boolean contains(Loop other) {
            return this != other && blocks.get(other.header);
        }

        /** Larger ones come first. */
        @Override
        public int compareTo(Loop other) {
            return Integer.compare(other.blocks.cardinality(), blocks.cardinality());
        }
    }

    private final ControlFlow flow;
    private final List<Loop> loops;

    Loops(ControlFlow flow) {
        this.flow = flow;
        this.loops = find();
    }

    /** All loops, larger ones first. */
    List<Loop> all() {
        return loops;
    }

    /** The loops around a position, from the outermost inwards. */
    List<Loop> around(int position) {
        int block = flow.blockAt(position);
        var around = new ArrayList<Loop>();
        for (var loop : loops) {
            if (loop.blocks().get(block)) {
                around.add(loop);
            }
        }
        return around;
    }

    /** The loops inside a loop, however deep. */
    List<Loop> inside(Loop loop) {
        var inside = new ArrayList<Loop>();
        for (var other : loops) {
            if (loop.contains(other)) {
                inside.add(other);
            }
        }
        return inside;
    }

    private List<Loop> find() {
        var order = reversePostorder();
        var predecessors = predecessors(order);
        var dominators = dominators(order, predecessors);
        var found = new HashMap<Integer, Loop>();
        for (int b : order) {
            // A handler that covers itself, as that of synchronized does, makes no loop.
            for (int next : flow.blocks().get(b).next()) {
                if (dominates(dominators, next, b)) {
                    var body = body(next, b, predecessors);
                    var loop = found.putIfAbsent(next, new Loop(next, body));
                    if (loop != null) {
                        loop.blocks().or(body);
                    }
                }
            }
        }
        var loops = new ArrayList<>(found.values());
        Collections.sort(loops);
        return loops;
    }

    private List<Integer> reversePostorder() {
        int count = flow.blocks().size();
        var seen = new BitSet();
        var order = new ArrayList<Integer>();
        int[] path = new int[count];
        int[] nextChild = new int[count];
        int depth = 1;
        seen.set(0);
        while (depth > 0) {
            int block = path[depth - 1];
            var successors = flow.blocks().get(block).successors();
            if (nextChild[block] == successors.size()) {
                order.addFirst(block);
                depth--;
                continue;
            }
            int next = successors.get(nextChild[block]++);
            if (!seen.get(next)) {
                seen.set(next);
                path[depth++] = next;
            }
        }
        return order;
    }

    /** The immediate dominator of each block, by the method of Cooper, Harvey and Kennedy. */
    private int[] dominators(List<Integer> order, List<List<Integer>> predecessors) {
        int count = flow.blocks().size();
        int[] rank = new int[count];
        for (int i = 0; i < order.size(); i++) {
            rank[order.get(i)] = i;
        }
        int[] dominators = new int[count];
        Arrays.fill(dominators, -1);
        dominators[0] = 0;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b : order.subList(1, order.size())) {
                int common = -1;
                for (int p : predecessors.get(b)) {
                    if (dominators[p] >= 0) {
                        common = common < 0 ? p : meet(dominators, rank, p, common);
                    }
                }
                if (dominators[b] != common) {
                    dominators[b] = common;
                    changed = true;
                }
            }
        }
        return dominators;
    }

    private List<List<Integer>> predecessors(List<Integer> order) {
        var predecessors = new ArrayList<List<Integer>>();
        for (int i = 0; i < flow.blocks().size(); i++) {
            predecessors.add(new ArrayList<>());
        }
        for (int b : order) {
            for (int next : flow.blocks().get(b).successors()) {
                predecessors.get(next).add(b);
            }
        }
        return predecessors;
    }

    private static int meet(int[] dominators, int[] rank, int a, int b) {
        while (a != b) {
            if (rank[a] > rank[b]) {
                a = dominators[a];
            } else {
                b = dominators[b];
            }
        }
        return a;
    }

    private static boolean dominates(int[] dominators, int upper, int lower) {
        int block = lower;
        while (block != upper && block != 0) {
            block = dominators[block];
        }
        return block == upper;
    }

    /** The blocks on the ways from a header back to it through the block that jumps there. */
    private static BitSet body(int header, int tail, List<List<Integer>> predecessors) {
        var body = new BitSet();
        body.set(header);
        var open = new ArrayList<Integer>();
        open.add(tail);
        while (!open.isEmpty()) {
            int block = open.removeLast();
            if (!body.get(block)) {
                body.set(block);
                open.addAll(predecessors.get(block));
            }
        }
        return body;
    }
}
