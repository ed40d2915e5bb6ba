package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import dev.kyoto.weaving.fuzz.Scope.Access;
import java.util.Objects;

/** Writes blocks of statements, and the statements that contain no others. */
final class Statements {
    private final Pen pen;
    private final Dice dice;
    private final Branches branches;
    private final Loops loops;
    private final Guards guards;
    private final Declarations declarations;

    Statements(Pen pen) {
        this.pen = pen;
        dice = pen.dice;
        branches = new Branches(pen, this);
        loops = new Loops(pen, this);
        guards = new Guards(pen, this);
        declarations = new Declarations(pen, this);
    }

    /** Some statements in a scope of their own. */
    Code block(Scope outer, int depth) {
        return sequence(outer.inner(), depth, dice.between(1, 3));
    }

    /** Some statements in this very scope: what they declare is seen by what follows. */
    Code sequence(Scope scope, int depth, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            var statement = statement(scope, depth);
            text.append(statement.text()).append('\n');
            if (!statement.completes()) {
                return Code.leaving(text.toString());
            }
        }
        return Code.completing(text.toString());
    }

    /** A body in braces that returns a value of the type. */
    String returning(Scope outer, Type type, int length) {
        var scope = outer.inner();
        var code = sequence(scope, 1, length);
        return "{\n%s%s}"
                .formatted(
                        code.text(),
                        code.completes() ? "return %s;\n".formatted(value(type, scope)) : "");
    }

    /** The body of a case in a switch expression, which has to end with a value. */
    String yielding(Scope outer, Type type) {
        var scope = outer.inner();
        var code = sequence(scope, 1, dice.between(1, 2));
        return "{\n%s%s}".formatted(code.text(), code.completes() ? yielded(type, scope) : "");
    }

    /** What begins with a parenthesis may be taken for the arguments of a method. */
    private String yielded(Type type, Scope scope) {
        var value = value(type, scope);
        if (type.isPrimitive() || !value.startsWith("(")) {
            return "yield %s;\n".formatted(value);
        }
        var name = pen.name("y");
        return "%s %s = %s;\nyield %s;\n".formatted(type.java, name, value, name);
    }

    private String value(Type type, Scope scope) {
        return Expressions.exactly(type, pen.expressions.of(type, scope));
    }

    Code statement(Scope scope, int depth) {
        if (depth <= 0 || !pen.budget().takeNode()) {
            return simple(scope);
        }
        int inner = depth - 1;
        return dice.choose(
                way(30, () -> simple(scope)),
                way(22, () -> declarations.of(scope, inner)),
                way(14, () -> branches.of(scope, inner)),
                way(15, () -> loops.of(scope, inner)),
                way(scope.tries() ? 16 : 0, () -> guards.of(scope, inner)));
    }

    private Code simple(Scope scope) {
        return dice.choose(
                way(6, () -> log(scope)),
                way(12, () -> assignment(scope)),
                way(3, () -> element(scope)),
                way(scope.targets().isEmpty() ? 0 : 7, () -> jump(scope)),
                way(scope.returns() == null ? 0 : 2, () -> returns(scope)),
                way(3, () -> throwing(scope)),
                way(2, () -> add(scope)),
                way(scope.awaits() && pen.budget().hasAwaits() ? 4 : 0, () -> dropped(scope)));
    }

    private Code log(Scope scope) {
        return Code.completing(
                "log(%s);".formatted(pen.expressions.of(pen.expressions.anyType(), scope)));
    }

    /** To a local or a field. */
    private Code assignment(Scope scope) {
        var variables = scope.assignable(_ -> true);
        if (variables.isEmpty()) {
            return log(scope);
        }
        var variable = dice.of(variables);
        var name = variable.name();
        var type = variable.type();
        if (dice.chance(45)) {
            if (type == Type.STRING) {
                var value = pen.expressions.of(dice.of(Type.PRINTABLE), scope);
                return Code.completing(
                        "%s += %s;\n%s = cut(%s);".formatted(name, value, name, name));
            }
            if (type == Type.BOOLEAN) {
                return Code.completing(
                        "%s %s %s;"
                                .formatted(
                                        name,
                                        dice.of("&=", "|=", "^="),
                                        pen.expressions.of(type, scope)));
            }
            if (type.isNumber()) {
                return Code.completing(compound(name, type, scope));
            }
        }
        return Code.completing("%s = %s;".formatted(name, value(type, scope)));
    }

    private String compound(String target, Type type, Scope scope) {
        if (dice.chance(20)) {
            return dice.of("%s++;", "--%s;").formatted(target);
        }
        if (type.isIntegral() && dice.chance(40)) {
            return "%s %s %s;"
                    .formatted(
                            target,
                            dice.of("<<=", ">>=", ">>>=", "^=", "%=", "/="),
                            pen.expressions.of(dice.of(Type.INT, Type.LONG, Type.BYTE), scope));
        }
        return "%s %s %s;"
                .formatted(
                        target,
                        dice.of("+=", "-=", "*="),
                        pen.expressions.of(dice.of(Type.NUMBERS), scope));
    }

    /** To an element of an array, or of a field of another object. */
    private Code element(Scope scope) {
        var index = "[Math.floorMod(%s, 3)]".formatted(pen.expressions.of(Type.INT, scope));
        if (dice.chance(60)) {
            var array = Numbers.receiver(Type.INTS, pen.expressions.of(Type.INTS, scope, 1));
            return Code.completing(
                    dice.chance(30)
                            ? "%s%s = %s;"
                                    .formatted(array, index, pen.expressions.of(Type.INT, scope))
                            : compound(array + index, Type.INT, scope));
        }
        if (dice.chance(50) && scope.assignsFields()) {
            return Code.completing(
                    compound(
                            "host(%s).held".formatted(pen.expressions.of(Type.INT, scope)),
                            Type.LONG,
                            scope));
        }
        return Code.completing(
                "%s%s = %s;"
                        .formatted(
                                Numbers.receiver(
                                        Type.STRINGS, pen.expressions.of(Type.STRINGS, scope, 1)),
                                index.replace(", 3)", ", 2)"),
                                pen.expressions.of(Type.STRING, scope)));
    }

    private Code jump(Scope scope) {
        var target = dice.of(scope.targets());
        var verb = target.isLoop() && dice.chance(45) ? "continue" : "break";
        var label =
                target.label() != null
                                && (!target.isInnermost() || !target.isLoop() || dice.chance(50))
                        ? " " + target.label()
                        : "";
        return sometimes(scope, verb + label + ";");
    }

    private Code returns(Scope scope) {
        var type = Objects.requireNonNull(scope.returns(), "allowed here");
        return sometimes(scope, "return %s;".formatted(value(type, scope)));
    }

    private Code throwing(Scope scope) {
        var failure =
                scope.isChecked() && dice.chance(30)
                        ? dice.of("java.io.IOException", "Exception")
                        : dice.of("Boom", "IllegalStateException", "Boom", "AssertionError");
        return sometimes(
                scope,
                "throw new %s(%s);".formatted(failure, pen.expressions.of(Type.STRING, scope)));
    }

    /**
     * Mostly under a condition, so that something follows, and one that seldom holds, so that it
     * is run.
     */
    private Code sometimes(Scope scope, String leaving) {
        if (dice.chance(4)) {
            return Code.leaving(leaving);
        }
        return Code.completing(
                "if (seldom() && %s) {\n%s\n}"
                        .formatted(pen.expressions.of(Type.BOOLEAN, scope), leaving));
    }

    private Code add(Scope scope) {
        var lists = scope.ofType(Type.LIST);
        return lists.isEmpty()
                ? log(scope)
                : Code.completing(
                        "%s.add(%s);"
                                .formatted(
                                        dice.of(lists).name(),
                                        pen.expressions.of(Type.STRING, scope)));
    }

    /** An await whose value nobody wants. */
    private Code dropped(Scope scope) {
        pen.budget().takeAwait();
        var type = pen.expressions.anyType();
        return Code.completing(
                "f((%s) %s).await();".formatted(type.java, pen.expressions.of(type, scope)));
    }

    /** A new local, with a value. */
    String declaration(Scope scope, Type type, Access access) {
        var value = Expressions.exactly(type, pen.expressions.whole(type, scope));
        var name = pen.name("v");
        scope.declare(name, type, access);
        return "%s %s = %s;".formatted(type.java, name, value);
    }
}
