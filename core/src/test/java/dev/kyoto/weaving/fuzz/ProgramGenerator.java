package dev.kyoto.weaving.fuzz;

import dev.kyoto.weaving.fuzz.Scope.Access;
import dev.kyoto.weaving.fuzz.Scope.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the class of one random program: fields, methods that await, and the body of an async
 * block. What it writes compiles, ends, and contains nothing that cannot be woven.
 */
final class ProgramGenerator {
    private static final List<Variable> STATICS =
            List.of(
                    field("s0", Type.INT),
                    field("s1", Type.LONG),
                    field("s2", Type.STRING),
                    field("s3", Type.INTS),
                    field("s4", Type.OBJECT),
                    field("s5", Type.SHORT));

    private static final List<Variable> INSTANCE_FIELDS =
            List.of(
                    field("g0", Type.INT),
                    field("g1", Type.DOUBLE),
                    field("g2", Type.SHAPE),
                    field("g3", Type.STRINGS),
                    field("g4", Type.BYTE),
                    field("g5", Type.BOXED_INT));

    private final int index;
    private final String name;
    private final Dice dice;
    private final Pen pen;
    private final Members members;

    private ProgramGenerator(long seed, int index) {
        this.index = index;
        name = "P" + index;
        dice = new Dice(seed, index);
        pen = new Pen(dice);
        members = new Members(pen, STATICS, both());
    }

    /** Program number {@code index} of a seed: always the same, whatever was written before. */
    static Program program(long seed, int index) {
        return new ProgramGenerator(seed, index).program();
    }

    private static Variable field(String name, Type type) {
        return new Variable(name, type, Access.FIELD);
    }

    private static List<Variable> both() {
        var all = new ArrayList<>(STATICS);
        all.addAll(INSTANCE_FIELDS);
        return all;
    }

    private Program program() {
        var methods = members.some(dice.between(0, 3));
        boolean tellsEnd = dice.chance(50);
        var entry = entry(tellsEnd);
        var text =
                """
                package %s;
                %s
                public final class %s implements FuzzProgram {
                private static final Object LOCK = new Object();
                private static %s HOST;
                %s
                %s
                long held;
                %s
                @Override public void reset() { HOST = new %s(); %s }
                private static %s host(int number) {
                log("host " + number);
                return number == 5 ? null : HOST;
                }
                final class Inner {
                private final int height;
                Inner(int a, long b, String c) {
                height = a + g0 + (int) b;
                log(c);
                }
                int height() { return height + s0; }
                }
                %s
                }
                """
                        .formatted(
                                Program.PACKAGE,
                                Kit.IMPORTS,
                                name,
                                name,
                                declared("private static ", STATICS),
                                declared("private ", INSTANCE_FIELDS),
                                entry,
                                name,
                                STATICS.stream()
                                        .map(it -> it.name() + " = " + it.type().plainValue() + ";")
                                        .collect(Collectors.joining(" ")),
                                name,
                                methods);
        return new Program(index, name, Layout.indented(text), tellsEnd && !pen.nestsBlocks());
    }

    private static String declared(String modifiers, List<Variable> fields) {
        return fields.stream()
                .map(
                        it ->
                                "%s%s %s = %s;"
                                        .formatted(
                                                modifiers,
                                                it.type().java,
                                                it.name(),
                                                it.type().plainValue()))
                .collect(Collectors.joining("\n"));
    }

    /** The body is a lambda of an instance, a lambda of a static method, or a method. */
    private String entry(boolean tellsEnd) {
        return switch (dice.below(4)) {
            case 0, 1 ->
                    """
                    @Override public AsyncCallable<Object> body() {
                    %s
                    }"""
                            .formatted(lambda(Scope.ofMethod(Type.OBJECT, both(), true), tellsEnd));
            case 2 ->
                    """
                    @Override public AsyncCallable<Object> body() { return make(); }
                    private static AsyncCallable<Object> make() {
                    %s
                    }"""
                            .formatted(
                                    lambda(Scope.ofMethod(Type.OBJECT, STATICS, false), tellsEnd));
            default -> reference(tellsEnd);
        };
    }

    /** With captured values in front of it. */
    private String lambda(Scope scope, boolean tellsEnd) {
        var captured = new StringBuilder();
        for (int i = dice.between(0, 4); i > 0; i--) {
            var type = dice.of(Type.ALL);
            var variable = scope.declare(pen.name("c"), type, Access.FINAL);
            captured.append(
                    "%s %s = %s;\n".formatted(type.java, variable.name(), type.plainValue()));
        }
        return captured + "return () -> {\n%s};".formatted(statements(scope, tellsEnd));
    }

    private String reference(boolean tellsEnd) {
        boolean isStatic = dice.chance(50);
        var scope = Scope.ofMethod(Type.OBJECT, isStatic ? STATICS : both(), !isStatic);
        return """
        @Override public AsyncCallable<Object> body() { return %s::entry; }
        private %sObject entry() throws Exception {
        %s}"""
                .formatted(
                        isStatic ? name : "this",
                        isStatic ? "static " : "",
                        statements(scope, tellsEnd));
    }

    private String statements(Scope outer, boolean tellsEnd) {
        var scope = outer.withChecked();
        var text = new StringBuilder();
        for (var type : List.of(Type.INT, Type.LONG, Type.STRING, dice.of(Type.ALL))) {
            pen.grant(dice.between(1, 8), 3);
            text.append(pen.statements.declaration(scope, type, Access.MUTABLE)).append('\n');
        }
        boolean completes = true;
        for (int i = dice.between(2, 5); i > 0 && completes; i--) {
            pen.grant(dice.between(8, 45), dice.between(2, 12));
            var code = section(scope);
            text.append(code.text()).append('\n');
            completes = code.completes();
        }
        if (completes) {
            pen.grant(0, 0);
            var values =
                    scope.locals().stream().map(Variable::name).collect(Collectors.joining(", "));
            text.append("return digest(s0, s1, s2, s3, s4, s5, %s);\n".formatted(values));
        }
        return tellsEnd ? "try {\n" + text + "} finally {\nended();\n}\n" : text.toString();
    }

    /** Mostly one that failures do not leave, so that what follows is run too. */
    private Code section(Scope scope) {
        if (dice.chance(30)) {
            return pen.statements.sequence(scope, 3, dice.between(1, 3));
        }
        var code = pen.statements.sequence(scope.inner(), 3, dice.between(1, 3));
        var failure = pen.name("t");
        return Code.completing(
                "try {\n%s} catch (RuntimeException | AssertionError %s) {\ncaught(%s);\n}"
                        .formatted(code.text(), failure, failure));
    }
}
