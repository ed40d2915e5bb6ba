package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

/** Writes expressions that await. */
final class Awaits {
    private final Pen pen;
    private final Dice dice;
    private final Expressions expressions;

    Awaits(Pen pen, Expressions expressions) {
        this.pen = pen;
        this.expressions = expressions;
        dice = pen.dice;
    }

    String of(Type type, Scope scope, int depth) {
        pen.budget().takeAwait();
        return dice.choose(
                way(60, () -> future("f", type, scope, depth)),
                way(10, () -> future("leaf", type, scope, depth)),
                way(7, () -> future("flaky", type, scope, depth)),
                way(7, () -> joined(type, scope, depth)),
                way(8, () -> block(type, scope, depth)),
                way(4, () -> chosen(type, scope, depth)),
                way(4, () -> yielding(type, scope, depth)));
    }

    private String future(String maker, Type type, Scope scope, int depth) {
        var value = value(type, scope, depth);
        return unboxed(type, "%s(%s).await()".formatted(maker, value));
    }

    /** The type argument is inferred from it, so a constant has to say its type. */
    private String value(Type type, Scope scope, int depth) {
        var value = expressions.of(type, scope, depth);
        if (value.equals("null")) {
            return "(%s) null".formatted(type.java);
        }
        return Expressions.exactly(type, value);
    }

    /** Says the primitive type, as two boxes would be compared by identity. */
    private String unboxed(Type type, String await) {
        return type.isPrimitive() ? "((%s) %s)".formatted(type.java, await) : await;
    }

    private String joined(Type type, Scope scope, int depth) {
        var other = expressions.anyType();
        boolean first = dice.chance(50);
        var wanted = "f(%s)".formatted(value(type, scope, depth));
        var spare = "f(%s)".formatted(value(other, scope, depth - 1));
        return unboxed(
                type,
                "Kyoto.join(%s, %s).await().%s()"
                        .formatted(
                                first ? wanted : spare,
                                first ? spare : wanted,
                                first ? "first" : "second"));
    }

    /** An async block inside the block. */
    private String block(Type type, Scope scope, int depth) {
        pen.hasNestedBlock();
        var inside = scope.ofBlock(type);
        var maker = dice.chance(80) ? "Ambience.block" : "Kyoto.async";
        var body =
                dice.chance(50)
                        ? expressions.of(type, inside, depth)
                        : pen.statements.returning(inside, type, 2);
        return unboxed(
                type,
                "%s((AsyncCallable<%s>) () -> %s).await()".formatted(maker, type.boxed, body));
    }

    /** Which future is awaited is decided at run time. */
    private String chosen(Type type, Scope scope, int depth) {
        return unboxed(
                type,
                "(%s ? f(%s) : leaf(%s)).await()"
                        .formatted(
                                expressions.of(Type.BOOLEAN, scope, depth),
                                value(type, scope, depth),
                                value(type, scope, depth)));
    }

    /** The value of the await is dropped, or null. */
    private String yielding(Type type, Scope scope, int depth) {
        return unboxed(
                type,
                "Ambience.<%s>pick(pause().await() == null, %s, %s)"
                        .formatted(
                                type.boxed,
                                expressions.of(type, scope, depth),
                                expressions.of(type, scope, depth)));
    }
}
