package dev.kyoto.internal.weave;

import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.AsyncRunnable;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes state machines of the bodies of blocks.
 *
 * <p>A body is woven together with all methods that it awaits through: either all of them can be
 * woven, or none is. First all are analysed, then all are written, then all are defined; what fails
 * on the way leaves nothing behind but classes that nobody uses.
 *
 * <p>One thread at a time weaves, so that no method is woven twice. A rehearsal goes on beside it, as
 * it weaves no method of others and reads their class files for itself.
 */
public final class Weaver {

    /** HotSpot compiles no method whose code is larger, unless a flag says so. */
    private static final int HUGE = 8000;

    private static final ReentrantLock LOCK = new ReentrantLock();

    private final Class<?> bodyType;
    private final ClassFiles files;
    private final CallGraph graph;

    /** The methods to weave now, the body first. */
    private final Map<MethodKey, Analysis> analyses = new LinkedHashMap<>();

    private Weaver(Class<?> bodyType, ClassFiles files, CallGraph graph) {
        this.bodyType = bodyType;
        this.files = files;
        this.graph = graph;
    }

    /**
     * Finds out how blocks of a body are to be run.
     *
     * @param body any body of its class
     * @return how
     */
    public static Weaving weave(Serializable body) {
        LOCK.lock();
        try {
            return decide(body, false);
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Says which method holds a body, and weaves nothing.
     *
     * @param body any body of its class
     * @return class and method, as far as they can be found out
     */
    public static String nameOf(Serializable body) {
        var probe = new BodyProbe(body, false);
        try {
            return probe.find().name();
        } catch (Unweavable | RuntimeException | LinkageError e) {
            return probe.name();
        }
    }

    /**
     * Weaves a body that is part of Kyoto itself, so that all that weaving needs is loaded. It is for
     * one thread, beside which others may weave.
     *
     * @param body the body; what it awaits through is in its class, and woven by this thread alone
     * @return a state machine, as there is no other reason to call this
     */
    public static Weaving rehearse(Serializable body) {
        return decide(body, true);
    }

    private static Weaving decide(Serializable body, boolean inKyoto) {
        var probe = new BodyProbe(body, inKyoto);
        try {
            var found = probe.find();
            if (found instanceof Body.Method method) {
                return weave(body, method, inKyoto);
            }
            return found instanceof Body.AwaitOf await
                    ? new Weaving.AwaitOf(await.name(), await.future())
                    : new Weaving.Plain(found.name());
        } catch (Unweavable e) {
            return new Weaving.Refused(probe.name(), e.reason());
        } catch (RuntimeException | LinkageError e) {
            // A body that the weaver was not made for: it is run, and can be looked at.
            return new Weaving.Refused(probe.name(), "weaving it failed: " + e);
        }
    }

    private static Weaving weave(Serializable body, Body.Method method, boolean inKyoto)
            throws Unweavable {
        var files = ClassFiles.of(method.owner().getClassLoader(), inKyoto);
        var graph = CallGraph.from(files, method.model(), method.method());
        var key = MethodKey.of(method.model(), method.method());
        if (!graph.awaits(key)) {
            return new Weaving.Plain(method.name());
        }
        return new Weaver(BoundBody.written(body).getClass(), files, graph)
                .weave(key, method, hasNoValue(body));
    }

    private static boolean hasNoValue(Serializable body) {
        return body instanceof AsyncRunnable || BoundBody.written(body) instanceof AsyncConsumer;
    }

    private Weaving weave(MethodKey key, Body.Method body, boolean isRunnable) throws Unweavable {
        analyse(key);
        var called = new HashSet<MethodKey>();
        for (var analysis : analyses.values()) {
            called.addAll(callees(analysis));
        }
        var machines = new LinkedHashMap<MethodKey, byte[]>();
        for (var entry : analyses.entrySet()) {
            if (called.contains(entry.getKey()) && !callee(entry.getKey()).isWoven()) {
                machines.put(entry.getKey(), write(entry.getValue(), MachineWriter.Role.CALLEE));
            }
        }
        var role = isRunnable ? MachineWriter.Role.RUNNABLE : MachineWriter.Role.CALLABLE;
        var block = write(analysis(key), role);
        for (var machine : machines.entrySet()) {
            var lookup = define(machine.getKey(), machine.getValue(), List.of());
            callee(machine.getKey()).setWoven(constructor(lookup, machine.getKey()));
        }
        var lookup = define(key, block, body.readers());
        return new Weaving.Woven(
                key.toString(),
                prototype(lookup),
                lookup.lookupClass(),
                report(key, block, machines));
    }

    /** Analyses a method and those that it calls, as far as they have no machine yet. */
    private void analyse(MethodKey root) throws Unweavable {
        var open = new ArrayList<MethodKey>();
        open.add(root);
        while (!open.isEmpty()) {
            var key = open.removeLast();
            if (analyses.containsKey(key) || (!key.equals(root) && callee(key).isWoven())) {
                continue;
            }
            Analysis analysis;
            try {
                analysis = Analysis.of(graph.node(key), graph);
            } catch (Unweavable e) {
                throw e.reason().contains(key.toString())
                        ? e
                        : new Unweavable("in " + key + " " + e.reason());
            }
            analyses.put(key, analysis);
            open.addAll(callees(analysis));
        }
    }

    /** The methods that are called at the sites of another. */
    private static List<MethodKey> callees(Analysis analysis) {
        var callees = new LinkedHashSet<MethodKey>();
        for (var site : analysis.sites()) {
            if (site.kind() instanceof Site.Call call) {
                callees.add(call.target());
            }
        }
        return List.copyOf(callees);
    }

    private Analysis analysis(MethodKey key) {
        return Objects.requireNonNull(analyses.get(key), "a method that was analysed");
    }

    private byte[] write(Analysis analysis, MachineWriter.Role role) throws Unweavable {
        return new MachineWriter(analysis, files, role, callees(analysis)).write();
    }

    private MethodHandles.Lookup define(MethodKey key, byte[] machine, List<MethodHandle> readers)
            throws Unweavable {
        var owner = ownerOf(key);
        var own = Lookups.of(owner);
        var data = new ArrayList<Object>();
        data.add(own);
        for (int i = 0; i < readers.size(); i++) {
            var argument = parameters(key).parameterType(i);
            data.add(readers.get(i).asType(MethodType.methodType(argument, Object.class)));
        }
        for (var callee : callees(analysis(key))) {
            data.add(callee(callee));
        }
        // The super class of machines is public, but its package is not for everybody.
        Weaver.class.getModule().addExports(Weaver.class.getPackageName(), owner.getModule());
        try {
            return own.defineHiddenClassWithClassData(
                    machine, data, true, MethodHandles.Lookup.ClassOption.NESTMATE);
        } catch (IllegalAccessException | LinkageError e) {
            throw new Unweavable("the JVM has refused its state machine: " + e);
        }
    }

    private MethodHandle constructor(MethodHandles.Lookup machine, MethodKey key)
            throws Unweavable {
        try {
            var constructor = machine.findConstructor(machine.lookupClass(), parameters(key));
            return constructor.asType(constructor.type().changeReturnType(CalleeMachine.class));
        } catch (ReflectiveOperationException e) {
            throw new Unweavable("its state machine cannot be made: " + e);
        }
    }

    /** A machine that makes others and is never polled. */
    private static BlockMachine<?> prototype(MethodHandles.Lookup machine) throws Unweavable {
        try {
            return (BlockMachine<?>)
                    machine.findConstructor(
                                    machine.lookupClass(), MethodType.methodType(void.class))
                            .asType(MethodType.methodType(BlockMachine.class))
                            .invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Unweavable("its state machine cannot be made: " + e);
        }
    }

    private Class<?> ownerOf(MethodKey key) throws Unweavable {
        try {
            return ClassFiles.load(key.owner(), bodyType.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new Unweavable(
                    "the class " + ClassFiles.binaryName(key.owner()) + " is absent: " + e);
        }
    }

    private CalleeRef callee(MethodKey key) throws Unweavable {
        return CalleeRef.of(ownerOf(key), key);
    }

    private boolean isStatic(MethodKey key) {
        return graph.node(key).method().flags().has(AccessFlag.STATIC);
    }

    /** The parameters of a machine's constructor: receiver and arguments. */
    private MethodType parameters(MethodKey key) throws Unweavable {
        var owner = ownerOf(key);
        var type =
                MethodType.fromMethodDescriptorString(key.descriptor(), owner.getClassLoader())
                        .changeReturnType(void.class);
        return isStatic(key) ? type : type.insertParameterTypes(0, owner);
    }

    /** What was made of a body, for people. */
    private String report(MethodKey key, byte[] block, Map<MethodKey, byte[]> machines) {
        int sites = analysis(key).sites().size();
        var text = new StringBuilder("a state machine with ").append(sites);
        text.append(sites == 1 ? " suspension point" : " suspension points");
        var callees = new ArrayList<>(analyses.keySet());
        callees.remove(key);
        if (!callees.isEmpty()) {
            text.append(", and one for each of ").append(callees);
        }
        noteSize(key, block, text);
        for (var machine : machines.entrySet()) {
            noteSize(machine.getKey(), machine.getValue(), text);
        }
        return text.toString();
    }

    private static void noteSize(MethodKey key, byte[] machine, StringBuilder text) {
        int size = MachineWriter.codeLength(machine);
        if (size > HUGE) {
            text.append("; the code of ").append(key).append(" has ").append(size);
            text.append(" bytes, and HotSpot compiles no method of more than ").append(HUGE);
            text.append(", so split it");
        }
    }
}
