package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import dev.kyoto.internal.weave.VType.Simple;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/**
 * All that the weaver needs to know of a method; the making of one is where methods are refused.
 *
 * @param owner the class of the method
 * @param code its code
 * @param sites where it may be suspended, in the order of the code
 * @param flow its basic blocks
 * @param halfMade the objects that are half made at some site
 * @param dispatches the loops whose header leads a resumed machine on
 */
record Analysis(
        ClassModel owner,
        Code code,
        List<Site> sites,
        ControlFlow flow,
        HalfMadeObjects halfMade,
        LoopDispatch dispatches) {

    /** Analyses a method of a graph that awaits, itself or in what it calls. */
    static Analysis of(CallGraph.Node node, CallGraph graph) throws Unweavable {
        var calls = new TreeMap<Integer, MethodKey>();
        for (var edge : node.edges()) {
            if (graph.awaits(edge.target())) {
                checkEdge(node, edge);
                calls.put(edge.position(), edge.target());
            }
        }
        return of(node, calls);
    }

    /** Analyses a method that awaits; calls says which of its calls are of methods that do. */
    static Analysis of(CallGraph.Node node, TreeMap<Integer, MethodKey> calls) throws Unweavable {
        var code = node.code();
        var positions = new TreeMap<Integer, Site.Kind>();
        for (int await : node.awaits()) {
            var type = ((InvokeInstruction) code.at(await)).typeSymbol();
            positions.put(await, new Site.Await(type.returnType()));
        }
        for (var call : calls.entrySet()) {
            var type = ((InvokeInstruction) code.at(call.getKey())).typeSymbol();
            positions.put(call.getKey(), new Site.Call(call.getValue(), type.returnType()));
        }

        checkMethod(node, code.line(positions.firstKey()));
        checkStackMaps(node);
        var flow = new ControlFlow(code);
        var loops = new Loops(flow);
        var wanted = new HashSet<Integer>(positions.keySet());
        wanted.addAll(HalfMadeObjects.constructorCalls(code));
        for (var loop : loops.all()) {
            wanted.add(headerPosition(code, flow, loop));
        }
        var frames = Frames.of(code, node.owner().thisClass().asSymbol(), wanted);
        var monitors = new MonitorDepth(code, flow);
        var liveness = new Liveness(code, flow);
        var sites = new ArrayList<Site>();
        for (var entry : positions.entrySet()) {
            int position = entry.getKey();
            var frame = frames.before(position);
            if (frame == null) {
                continue; // nothing leads here
            }
            int line = code.line(position);
            if (monitors.before(position) > 0) {
                throw new Unweavable(
                        "it awaits inside synchronized"
                                + atLine(node, line)
                                + ", and a monitor belongs to a thread; use dev.kyoto.sync.Mutex");
            }
            var live = liveness.before(position);
            checkLocals(node, frame, live, line);
            sites.add(new Site(sites.size() + 1, position, line, entry.getValue(), frame, live));
        }
        var halfMade = HalfMadeObjects.at(sites, code, frames);
        var dispatches = LoopDispatch.of(sites, loops, flow, code, frames, liveness);
        return new Analysis(node.owner(), code, List.copyOf(sites), flow, halfMade, dispatches);
    }

    static int headerPosition(Code code, ControlFlow flow, Loops.Loop loop) {
        return code.instructionAt(flow.blocks().get(loop.header()).from());
    }

    private static void checkEdge(CallGraph.Node node, CallGraph.Edge edge) throws Unweavable {
        var where = atLine(node, node.code().line(edge.position()));
        switch (edge.way()) {
            case CALL -> {}
            case OVERRIDABLE_CALL ->
                    throw new Unweavable(
                            "it calls "
                                    + edge.target()
                                    + where
                                    + ", which awaits and is overridable, so that nobody knows what"
                                    + " runs; make the method private, static or final, or its"
                                    + " class, or have it return the future");
            case LAMBDA ->
                    throw new Unweavable(
                            "it makes a lambda or method reference that awaits"
                                    + where
                                    + " ("
                                    + edge.target()
                                    + "), which somebody else calls; await outside of it, or make it"
                                    + " a block of its own");
        }
    }

    private static void checkMethod(CallGraph.Node node, int line) throws Unweavable {
        var method = node.method();
        var name = method.methodName().stringValue();
        if (name.equals(ConstantDescs.INIT_NAME) || name.equals(ConstantDescs.CLASS_INIT_NAME)) {
            throw new Unweavable(
                    "it awaits"
                            + atLine(node, line)
                            + ", and a constructor or initialiser cannot be left and entered again;"
                            + " await in a static method that then calls the constructor");
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            throw new Unweavable(
                    "it awaits"
                            + atLine(node, line)
                            + ", which is synchronized, and a monitor belongs to a thread; use"
                            + " dev.kyoto.sync.Mutex");
        }
    }

    /** Without stack maps nobody knows what holds where ways meet, nor whether any leads there. */
    private static void checkStackMaps(CallGraph.Node node) throws Unweavable {
        var code = node.code();
        if (code.stackMaps().isEmpty() && code.hasBranches()) {
            throw new Unweavable(
                    "the class file of "
                            + node.key()
                            + " has no stack maps, as those of old compilers; compile it for Java 7"
                            + " or newer");
        }
    }

    private static void checkLocals(CallGraph.Node node, Frame frame, BitSet live, int line)
            throws Unweavable {
        for (int slot = 0; slot < frame.locals().size(); slot++) {
            var type = frame.local(slot);
            boolean unusable = type instanceof HalfMade || type == Simple.UNINITIALIZED_THIS;
            if (unusable && live.get(slot)) {
                throw new Unweavable(
                        "it awaits"
                                + atLine(node, line)
                                + " while a local variable holds an object whose constructor has not"
                                + " run; make the object in a statement of its own");
            }
        }
    }

    private static String atLine(CallGraph.Node node, int line) {
        return " in " + node.key() + (line > 0 ? ", line " + line : "");
    }
}
