package dev.kyoto.internal.weave;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the application that a method calls, as far as the class files tell, and which of
 * them await.
 *
 * <p>Methods of the JDK and of Kyoto are left out: they do not await on behalf of their caller. The
 * search goes breadth first and ends after {@link #MOST_METHODS}, so that a body that calls into a
 * large library does not read all of it. An await that is not found here is found when it happens.
 */
final class CallGraph {
    private static final int MOST_METHODS = 256;

    /** Stands for {@code Future::await} as a method reference. */
    private static final MethodKey AWAIT_HANDLE =
            new MethodKey(AwaitTest.FUTURE, AwaitTest.AWAIT, AwaitTest.AWAIT_TYPE);

    /** The ways in which one method can lead to another. */
    enum Way {
        /** A call that always runs this very method. */
        CALL,
        /** A call that may run another method instead, of a subclass. */
        OVERRIDABLE_CALL,
        /** A lambda or method reference that somebody else may call. */
        LAMBDA
    }

    /**
     * A place where a method leads to another.
     *
     * @param position where
     * @param way how
     * @param target to which method
     */
    record Edge(int position, Way way, MethodKey target) {}

    /**
     * A method that was looked at.
     *
     * @param owner its class
     * @param code its code
     * @param awaits where it awaits, in its own code
     * @param edges where it leads to other methods
     */
    record Node(ClassModel owner, Code code, List<Integer> awaits, List<Edge> edges) {
        MethodModel method() {
            return code.method();
        }

        MethodKey key() {
            return MethodKey.of(owner, code.method());
        }
    }

    private final ClassFiles files;
    private final AwaitTest awaitTest;
    private final Map<MethodKey, Node> nodes = new HashMap<>();
    private final Set<MethodKey> awaiting = new HashSet<>();

    private CallGraph(ClassFiles files, AwaitTest awaitTest) {
        this.files = files;
        this.awaitTest = awaitTest;
    }

    /** Looks at a method and at all that it leads to. */
    static CallGraph from(ClassFiles files, ClassModel owner, MethodModel method)
            throws Unweavable {
        var graph = new CallGraph(files, AwaitTest.ofFutures(files));
        graph.explore(owner, method);
        graph.findAwaiting();
        return graph;
    }

    /** A single method, whose calls lead nowhere. */
    static Node alone(ClassModel owner, MethodModel method, AwaitTest awaitTest) throws Unweavable {
        var code = Code.of(method);
        var awaits = new ArrayList<Integer>();
        for (int i = 0; i < code.size(); i++) {
            if (code.at(i) instanceof InvokeInstruction call && awaitTest.isAwait(call)) {
                awaits.add(i);
            }
        }
        return new Node(owner, code, awaits, List.of());
    }

    /** A method that was looked at. */
    Node node(MethodKey key) {
        return Objects.requireNonNull(nodes.get(key), "a method of this graph");
    }

    /** Whether a method awaits, itself or in what it calls. */
    boolean awaits(MethodKey key) {
        return awaiting.contains(key);
    }

    private void explore(ClassModel owner, MethodModel method) throws Unweavable {
        Queue<ClassFiles.Declared> open = new ArrayDeque<>();
        open.add(new ClassFiles.Declared(owner, method));
        while (!open.isEmpty() && nodes.size() < MOST_METHODS) {
            var next = open.remove();
            var key = next.key();
            if (!nodes.containsKey(key)) {
                nodes.put(key, look(next, open));
            }
        }
    }

    private Node look(ClassFiles.Declared declared, Queue<ClassFiles.Declared> open)
            throws Unweavable {
        var node = alone(declared.owner(), declared.method(), awaitTest);
        var edges = new ArrayList<Edge>();
        for (int i = 0; i < node.code().size(); i++) {
            if (node.code().at(i) instanceof InvokeInstruction call) {
                addCall(call, i, edges, open);
            } else if (node.code().at(i) instanceof InvokeDynamicInstruction call) {
                addLambda(call, i, edges, open);
            }
        }
        return new Node(node.owner(), node.code(), node.awaits(), edges);
    }

    private void addCall(
            InvokeInstruction call,
            int position,
            List<Edge> edges,
            Queue<ClassFiles.Declared> open) {
        var target =
                target(
                        call.owner().asSymbol(),
                        call.name().stringValue(),
                        call.type().stringValue());
        if (target != null) {
            var way = isOverridable(call, target) ? Way.OVERRIDABLE_CALL : Way.CALL;
            edges.add(new Edge(position, way, target.key()));
            open.add(target);
        }
    }

    private void addLambda(
            InvokeDynamicInstruction call,
            int position,
            List<Edge> edges,
            Queue<ClassFiles.Declared> open) {
        if (runsElsewhere(call.typeSymbol().returnType())) {
            return;
        }
        for (var argument : call.bootstrapArgs()) {
            if (!(argument instanceof DirectMethodHandleDesc handle)) {
                continue;
            }
            if (isAwait(handle)) {
                edges.add(new Edge(position, Way.LAMBDA, AWAIT_HANDLE));
            }
            var target = target(handle.owner(), handle.methodName(), handle.lookupDescriptor());
            if (target != null) {
                edges.add(new Edge(position, Way.LAMBDA, target.key()));
                open.add(target);
            }
        }
    }

    private boolean isAwait(DirectMethodHandleDesc handle) {
        return handle.methodName().equals(AwaitTest.AWAIT)
                && handle.lookupDescriptor().equals(AwaitTest.AWAIT_TYPE)
                && files.isSubtype(ClassFiles.internalName(handle.owner()), AwaitTest.FUTURE);
    }

    /** Whether a lambda is a block of its own, or a future: neither awaits for this method. */
    private static boolean runsElsewhere(ClassDesc functionalInterface) {
        var name = ClassFiles.internalName(functionalInterface);
        return name.equals("dev/kyoto/future/AsyncCallable")
                || name.equals("dev/kyoto/future/AsyncRunnable")
                || name.equals("dev/kyoto/future/AsyncFunction")
                || name.equals("dev/kyoto/future/AsyncConsumer")
                || name.equals(AwaitTest.FUTURE);
    }

    /** The method of the application that a call leads to, if it has code. */
    private ClassFiles.@Nullable Declared target(ClassDesc owner, String name, String descriptor) {
        if (owner.isArray() || !isOfApplication(ClassFiles.internalName(owner))) {
            return null;
        }
        var found = files.resolve(ClassFiles.internalName(owner), name, descriptor);
        return found.isPresent()
                        && found.get().method().code().isPresent()
                        && isOfApplication(found.get().owner().thisClass().asInternalName())
                ? found.get()
                : null;
    }

    private boolean isOfApplication(String name) {
        return !isOfJdk(name) && !files.isOfKyoto(name);
    }

    static boolean isOfJdk(String name) {
        return name.startsWith("java/")
                || name.startsWith("javax/")
                || name.startsWith("jdk/")
                || name.startsWith("sun/")
                || name.startsWith("com/sun/");
    }

    private boolean isOverridable(InvokeInstruction call, ClassFiles.Declared target) {
        return call.opcode() != Opcode.INVOKESTATIC
                && call.opcode() != Opcode.INVOKESPECIAL
                && isOverridable(target)
                && !isFinal(call.owner().asInternalName()); // an inherited method
    }

    private boolean isFinal(String name) {
        var model = files.find(name);
        return model.isPresent() && model.get().flags().has(AccessFlag.FINAL);
    }

    /** Whether a subclass may have another method in the place of this one. */
    static boolean isOverridable(ClassFiles.Declared target) {
        var flags = target.method().flags();
        return !flags.has(AccessFlag.FINAL)
                && !flags.has(AccessFlag.PRIVATE)
                && !flags.has(AccessFlag.STATIC)
                && !target.method().methodName().equalsString(ConstantDescs.INIT_NAME)
                && !target.owner().flags().has(AccessFlag.FINAL);
    }

    private void findAwaiting() {
        for (var entry : nodes.entrySet()) {
            if (!entry.getValue().awaits().isEmpty()) {
                awaiting.add(entry.getKey());
            }
        }
        awaiting.add(AWAIT_HANDLE);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (var entry : nodes.entrySet()) {
                if (!awaiting.contains(entry.getKey()) && leadsToAwait(entry.getValue())) {
                    awaiting.add(entry.getKey());
                    changed = true;
                }
            }
        }
    }

    private boolean leadsToAwait(Node node) {
        for (var edge : node.edges()) {
            if (awaiting.contains(edge.target())) {
                return true;
            }
        }
        return false;
    }
}
