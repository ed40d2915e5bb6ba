package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import dev.kyoto.weaving.fuzz.Scope.Access;

/**
 * Writes loops. Each turn takes fuel, so that every loop ends; the end of each body is reachable, so
 * that javac has nothing against the condition and what follows.
 */
final class Loops {
    private final Pen pen;
    private final Statements statements;
    private final Dice dice;

    Loops(Pen pen, Statements statements) {
        this.pen = pen;
        this.statements = statements;
        dice = pen.dice;
    }

    Code of(Scope scope, int depth) {
        var label = dice.chance(45) ? pen.name("l") : null;
        var loop =
                dice.choose(
                        way(8, () -> counting(scope.within(label, true), scope, depth)),
                        way(4, () -> overArray(scope.within(label, true), scope, depth)),
                        way(3, () -> overList(scope.within(label, true), scope, depth)),
                        way(5, () -> whileTrue(scope.within(label, true), scope, depth)),
                        way(4, () -> doWhile(scope.within(label, true), scope, depth)),
                        way(2, () -> twoCounters(scope.within(label, true), scope, depth)),
                        way(2, () -> endless(scope.within(label, true), depth)));
        return Code.completing(label == null ? loop : label + ": " + loop);
    }

    private String body(Scope scope, int depth) {
        return statements.block(scope, depth).reachableEnd().text();
    }

    /** Bounds are small, and evaluated on each turn. */
    private String bound(Scope scope) {
        return dice.chance(50)
                ? String.valueOf(dice.between(1, 4))
                : "(%s & 3)".formatted(pen.expressions.of(Type.INT, scope, 2));
    }

    private String counting(Scope inside, Scope scope, int depth) {
        var type = dice.of(Type.INT, Type.INT, Type.LONG, Type.BYTE);
        var name = inside.declare(pen.name("i"), type, Access.COUNTER).name();
        return "for (%s %s = 0; %s < %s && fuel(); %s) %s"
                .formatted(
                        type.java,
                        name,
                        name,
                        bound(inside),
                        dice.chance(70) ? name + "++" : name + " += " + stride(scope),
                        body(inside, depth));
    }

    private String stride(Scope scope) {
        return "1 + (%s & 1)".formatted(pen.expressions.of(Type.INT, scope, 2));
    }

    private String twoCounters(Scope inside, Scope scope, int depth) {
        var start = pen.expressions.of(Type.INT, scope, 2);
        var up = inside.declare(pen.name("i"), Type.INT, Access.COUNTER).name();
        var down = inside.declare(pen.name("j"), Type.INT, Access.COUNTER).name();
        return "for (int %s = (%s & 1), %s = %s; %s < %s && fuel(); %s++, --%s) %s"
                .formatted(up, start, down, bound(scope), up, down, up, down, body(inside, depth));
    }

    private String overArray(Scope inside, Scope scope, int depth) {
        boolean isInts = dice.chance(50);
        var array = pen.expressions.of(isInts ? Type.INTS : Type.STRINGS, scope);
        var name =
                inside.declare(
                                pen.name("e"),
                                isInts ? Type.INT : Type.STRING,
                                dice.chance(50) ? Access.FINAL : Access.MUTABLE)
                        .name();
        return "for (%s %s : %s) {\nif (!fuel()) break;\n%s\n}"
                .formatted(isInts ? "int" : "String", name, array, body(inside, depth));
    }

    private String overList(Scope inside, Scope scope, int depth) {
        var list = pen.expressions.of(Type.LIST, scope);
        var name = inside.declare(pen.name("e"), Type.STRING, Access.FINAL).name();
        return "for (var %s : (List<String>) %s) {\nif (!fuel()) break;\n%s\n}"
                .formatted(name, list, body(inside, depth));
    }

    private String whileTrue(Scope inside, Scope scope, int depth) {
        return "while (%s && fuel()) %s"
                .formatted(pen.expressions.of(Type.BOOLEAN, scope), body(inside, depth));
    }

    private String doWhile(Scope inside, Scope scope, int depth) {
        var body = body(inside, depth);
        return "do %s while (%s && fuel());"
                .formatted(body, pen.expressions.of(Type.BOOLEAN, scope));
    }

    /** Left by nothing but its first statement, or a jump. */
    private String endless(Scope inside, int depth) {
        return "while (true) {\nif (!fuel()) break;\n%s\n}".formatted(body(inside, depth));
    }
}
