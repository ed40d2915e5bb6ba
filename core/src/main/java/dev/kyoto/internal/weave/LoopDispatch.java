package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The ways by which a resumed machine gets back to its await: through the headers of loops, where
 * that matters, else directly.
 *
 * <p>A jump into the middle of a loop gives it a second entry, and the JIT compiler then leaves
 * everything inside of it alone. That hurts where a loop that awaits has an inner loop that does not:
 * such a loop is entered at its header even when a machine is resumed, and a test there leads on.
 * Where all inner loops await, the direct jump costs less.
 *
 * @param headers the headers that lead on, by the position of their first instruction
 * @param ways the headers on the way to each site, by its number, from the outermost inwards
 */
record LoopDispatch(Map<Integer, Header> headers, Map<Integer, List<Integer>> ways) {
    /**
     * A loop header that leads on.
     *
     * @param position its first instruction
     * @param frame what holds there
     * @param live the locals that are needed there
     */
    record Header(int position, Frame frame, BitSet live) {}

    static LoopDispatch of(
            List<Site> sites,
            Loops loops,
            ControlFlow flow,
            Code code,
            Frames frames,
            Liveness liveness) {
        var awaiting = new BitSet(); // by header
        for (var site : sites) {
            for (var loop : loops.around(site.position())) {
                awaiting.set(loop.header());
            }
        }
        var headers = new HashMap<Integer, Header>();
        var ways = new HashMap<Integer, List<Integer>>();
        for (var site : sites) {
            var way = new ArrayList<Integer>();
            for (var loop : loops.around(site.position())) {
                int position = Analysis.headerPosition(code, flow, loop);
                var frame = frames.before(position);
                if (frame != null && hasPlainLoop(loop, loops, awaiting) && canLeadOn(frame)) {
                    var live = liveness.before(flow.blocks().get(loop.header()).from());
                    headers.putIfAbsent(position, new Header(position, frame, live));
                    way.add(position);
                }
            }
            ways.put(site.number(), way);
        }
        return new LoopDispatch(headers, ways);
    }

    private static boolean hasPlainLoop(Loops.Loop loop, Loops loops, BitSet awaiting) {
        for (var inner : loops.inside(loop)) {
            if (!awaiting.get(inner.header())) {
                return true;
            }
        }
        return false;
    }

    /** A header is reached from outside with nothing on the stack and nothing half made. */
    private static boolean canLeadOn(Frame frame) {
        for (var local : frame.locals()) {
            if (local instanceof HalfMade) {
                return false;
            }
        }
        return frame.stack().isEmpty();
    }

    Header header(int position) {
        return Objects.requireNonNull(headers.get(position), "a header of this method");
    }

    List<Integer> way(Site site) {
        return ways.getOrDefault(site.number(), List.of());
    }
}
