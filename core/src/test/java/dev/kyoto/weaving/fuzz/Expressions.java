package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes expressions of a given type; each is in parentheses where precedence could matter.
 *
 * <p>Conditionals, switches and lambdas are cast to their type. As bare arguments javac would look
 * at them again for every method that could be meant, and at those within them each time.
 */
final class Expressions {
    private static final int DEPTH = 4;

    private final Pen pen;
    private final Dice dice;
    private final Awaits awaits;
    private final Numbers numbers;
    private final References references;
    private final SwitchExpressions switches;

    Expressions(Pen pen) {
        this.pen = pen;
        dice = pen.dice;
        awaits = new Awaits(pen, this);
        numbers = new Numbers(pen, this);
        references = new References(pen, this);
        switches = new SwitchExpressions(pen, this);
    }

    String of(Type type, Scope scope) {
        return of(type, scope, dice.between(1, DEPTH));
    }

    String of(Type type, Scope scope, int depth) {
        if (depth <= 0 || !pen.budget().takeNode()) {
            return leaf(type, scope);
        }
        int density = scope.awaits() && pen.budget().hasAwaits() ? pen.density : 0;
        int inner = depth - 1;
        return dice.choose(
                way(14, () -> leaf(type, scope)),
                way(density, () -> awaits.of(type, scope, inner)),
                way(34, () -> specific(type, scope, inner)),
                way(5, () -> ternary(type, scope, inner)),
                way(4, () -> switches.of(type, scope, inner)),
                way(6, () -> call(type, scope, inner)),
                way(3, () -> assignment(type, scope, inner)),
                way(2, () -> pick(type, scope, inner)),
                way(2, () -> lambda(type, scope, inner)),
                way(3, () -> hidden(type, scope, inner)),
                way(3, () -> instanceOf(type, scope, inner)));
    }

    /** An expression that is all of a statement: it is evaluated with an empty operand stack. */
    String whole(Type type, Scope scope) {
        return dice.chance(15) && pen.budget().hasNodes()
                ? switches.whole(type, scope, 2)
                : of(type, scope);
    }

    /** A condition that javac does not take for a constant. */
    String condition(Scope scope) {
        return "yes() && " + of(Type.BOOLEAN, scope);
    }

    Type anyType() {
        return dice.of(Type.ALL);
    }

    /** Arguments for parameters, from left to right. */
    String arguments(List<Type> parameters, Scope scope, int depth) {
        var arguments = new ArrayList<String>();
        for (var parameter : parameters) {
            arguments.add(of(parameter, scope, depth));
        }
        return String.join(", ", arguments);
    }

    private String specific(Type type, Scope scope, int depth) {
        return type.isPrimitive()
                ? numbers.of(type, scope, depth)
                : references.of(type, scope, depth);
    }

    private String leaf(Type type, Scope scope) {
        var variables = scope.ofType(type);
        if (!variables.isEmpty() && dice.chance(75)) {
            return dice.of(variables).name();
        }
        return literal(type);
    }

    private String literal(Type type) {
        return switch (type) {
            case INT -> dice.chance(80) ? small() : dice.of("100000", "Integer.MAX_VALUE", "(-77)");
            case LONG -> dice.chance(80) ? small() + "L" : "(-5000000000L)";
            case DOUBLE -> dice.of("0.5", "1.25", "(-3.0)", "1e9", "Double.NaN");
            case FLOAT -> dice.of("0.5f", "2.25f", "(-1.5f)");
            case BOOLEAN -> dice.of("true", "false");
            case CHAR -> dice.of("'a'", "'z'", "'7'");
            case BYTE, SHORT -> "((%s) %s)".formatted(type.java, dice.of("1", "-1", "100", "300"));
            case STRING -> "\"%s\"".formatted(dice.of("", "a", "bc", "s0", "s1", "s2", "long one"));
            case BOXED_INT -> dice.chance(98) ? "Integer.valueOf(" + small() + ")" : "null";
            case BOXED_LONG -> "Long.valueOf(" + small() + "L)";
            case OBJECT -> dice.of("null", "\"o\"", "(Object) 5", "(Object) 6L", "Color.BLUE");
            case POINT -> "new Point(%s, %sL)".formatted(small(), small());
            case PAIR -> "new Pair(%s, new Circle(%s))".formatted(small(), small());
            case COLOR -> "Color." + dice.of("RED", "GREEN", "BLUE");
            case SHAPE -> dice.chance(98) ? "new Circle(%s)".formatted(small()) : "((Shape) null)";
            case INTS, STRINGS, LIST -> type.plainValue();
        };
    }

    private String small() {
        return String.valueOf(dice.below(12));
    }

    private String ternary(Type type, Scope scope, int depth) {
        return "((%s) (%s ? %s : %s))"
                .formatted(
                        type.java,
                        of(Type.BOOLEAN, scope, depth),
                        exactly(type, of(type, scope, depth)),
                        exactly(type, of(type, scope, depth)));
    }

    /** Constants that fit would otherwise make a conditional of a narrower type. */
    static String exactly(Type type, String expression) {
        return type.isPrimitive() ? "(%s) %s".formatted(type.java, expression) : expression;
    }

    private String call(Type type, Scope scope, int depth) {
        var callable =
                pen.methods.stream()
                        .filter(it -> it.returns() == type)
                        .filter(it -> scope.hasThis() || !it.needsThis())
                        .filter(it -> !it.awaits() || scope.awaits() && pen.budget().hasAwaits())
                        .toList();
        if (callable.isEmpty()) {
            return specific(type, scope, depth);
        }
        var method = dice.of(callable);
        if (method.awaits()) {
            pen.budget().takeAwait();
        }
        return "%s(%s)".formatted(method.call(), arguments(method.parameters(), scope, depth));
    }

    private String assignment(Type type, Scope scope, int depth) {
        var variables = scope.assignable(it -> it == type);
        if (variables.isEmpty()) {
            return specific(type, scope, depth);
        }
        return "(%s = %s)".formatted(dice.of(variables).name(), of(type, scope, depth));
    }

    /** A generic method, whose value javac casts or unboxes. */
    private String pick(Type type, Scope scope, int depth) {
        return exactly(
                type,
                "Ambience.<%s>pick(%s, %s, %s)"
                        .formatted(
                                type.boxed,
                                of(Type.BOOLEAN, scope, depth),
                                of(type, scope, depth),
                                of(type, scope, depth)));
    }

    private String lambda(Type type, Scope scope, int depth) {
        return "((Supplier<%s>) () -> %s).get()"
                .formatted(type.boxed, of(type, scope.ofLambda(), Math.min(depth, 2)));
    }

    private String hidden(Type type, Scope scope, int depth) {
        if (type == Type.LIST) {
            return specific(type, scope, depth);
        }
        return exactly(type, "(%s) hide(%s)".formatted(type.boxed, of(type, scope, depth)));
    }

    private String instanceOf(Type type, Scope scope, int depth) {
        var tested = dice.of(Type.STRING, Type.BOXED_INT, Type.COLOR, Type.POINT);
        var value = of(Type.OBJECT, scope, depth);
        var bound = scope.inner();
        String pattern;
        if (tested == Type.POINT && dice.chance(60)) {
            var x = bound.declare(pen.name("x"), Type.INT, Scope.Access.FINAL);
            var y = bound.declare(pen.name("y"), Type.LONG, Scope.Access.FINAL);
            pattern = "Point(var %s, long %s)".formatted(x.name(), y.name());
        } else {
            var whole = bound.declare(pen.name("p"), tested, Scope.Access.FINAL);
            pattern = tested.java + " " + whole.name();
        }
        return "((%s) ((Object) %s instanceof %s && %s ? %s : %s))"
                .formatted(
                        type.java,
                        value,
                        pattern,
                        of(Type.BOOLEAN, bound, depth),
                        exactly(type, of(type, bound, depth)),
                        exactly(type, of(type, scope, depth)));
    }
}
