package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

/** Writes expressions of the primitive types. */
final class Numbers {
    private final Pen pen;
    private final Dice dice;
    private final Expressions all;

    Numbers(Pen pen, Expressions all) {
        this.pen = pen;
        this.all = all;
        dice = pen.dice;
    }

    String of(Type type, Scope scope, int depth) {
        return switch (type) {
            case BOOLEAN -> truth(scope, depth);
            case INT -> dice.chance(50) ? ofObjects(scope, depth) : number(type, scope, depth);
            default -> number(type, scope, depth);
        };
    }

    private String number(Type type, Scope scope, int depth) {
        boolean isSmall = type == Type.CHAR || type == Type.BYTE || type == Type.SHORT;
        return dice.choose(
                way(30, () -> arithmetic(type, scope, depth)),
                way(type.isIntegral() ? 8 : 0, () -> shift(type, scope, depth)),
                way(type.isIntegral() ? 8 : 0, () -> division(type, scope, depth)),
                way(12, () -> cast(type, scope, depth)),
                way(8, () -> step(type, scope, depth)),
                way(4, () -> negated(type, scope, depth)),
                way(isSmall ? 0 : 5, () -> compound(type, scope, depth)),
                way(type == Type.LONG ? 10 : 0, () -> ofLong(scope, depth)),
                way(
                        type == Type.CHAR ? 10 : 0,
                        () ->
                                "%s.charAt(%s)"
                                        .formatted(
                                                text(scope, depth),
                                                all.of(Type.INT, scope, depth))));
    }

    private String text(Scope scope, int depth) {
        return receiver(Type.STRING, all.of(Type.STRING, scope, depth));
    }

    /** A receiver has a type even if it is null. */
    static String receiver(Type type, String expression) {
        return "((%s) %s)".formatted(type.java, expression);
    }

    private static String narrowed(Type type, String expression) {
        return type == Type.INT || type == Type.LONG || type == Type.DOUBLE || type == Type.FLOAT
                ? "(" + expression + ")"
                : "((%s) (%s))".formatted(type.java, expression);
    }

    private String arithmetic(Type type, Scope scope, int depth) {
        var operator =
                type.isIntegral()
                        ? dice.of("+", "-", "*", "&", "|", "^")
                        : dice.of("+", "-", "*", "/", "%");
        return narrowed(
                type,
                "%s %s %s"
                        .formatted(
                                all.of(type, scope, depth), operator, all.of(type, scope, depth)));
    }

    private String shift(Type type, Scope scope, int depth) {
        var by = all.of(dice.of(Type.INT, Type.INT, Type.LONG, Type.BYTE), scope, depth);
        return narrowed(
                type,
                "%s %s %s".formatted(all.of(type, scope, depth), dice.of("<<", ">>", ">>>"), by));
    }

    /** Mostly by an odd number, so that not every program ends at its first division. */
    private String division(Type type, Scope scope, int depth) {
        var by = all.of(type, scope, depth);
        return narrowed(
                type,
                "%s %s %s"
                        .formatted(
                                all.of(type, scope, depth),
                                dice.of("/", "%"),
                                dice.chance(75) ? "(" + by + " | 1)" : by));
    }

    private String cast(Type type, Scope scope, int depth) {
        var from = dice.of(Type.NUMBERS);
        return "((%s) (%s) %s)".formatted(type.java, from.java, all.of(from, scope, depth));
    }

    private String negated(Type type, Scope scope, int depth) {
        var operator = type.isIntegral() ? dice.of("-", "~") : "-";
        return narrowed(type, operator + "(" + all.of(type, scope, depth) + ")");
    }

    /** An increment or decrement of a local, a field or an element. */
    private String step(Type type, Scope scope, int depth) {
        var variables = scope.assignable(it -> it == type);
        String target;
        if (type == Type.INT && dice.chance(40)) {
            target = all.of(Type.INTS, scope, 0) + "[" + index(scope, depth) + "]";
            if (target.startsWith("new")) {
                return cast(type, scope, depth);
            }
        } else if (variables.isEmpty()) {
            return arithmetic(type, scope, depth);
        } else {
            target = dice.of(variables).name();
        }
        return dice.of("(%s++)", "(++%s)", "(%s--)", "(--%s)").formatted(target);
    }

    /** An index that is mostly within the three elements that arrays mostly have. */
    String index(Scope scope, int depth) {
        var index = all.of(Type.INT, scope, depth);
        return dice.chance(90) ? "Math.floorMod(%s, 3)".formatted(index) : index;
    }

    private String compound(Type type, Scope scope, int depth) {
        var variables = scope.assignable(it -> it == type);
        if (variables.isEmpty()) {
            return cast(type, scope, depth);
        }
        return "(%s %s %s)"
                .formatted(
                        dice.of(variables).name(),
                        dice.of("+=", "-=", "*="),
                        all.of(dice.of(Type.NUMBERS), scope, depth));
    }

    private String ofLong(Scope scope, int depth) {
        return dice.choose(
                way(1, () -> receiver(Type.POINT, all.of(Type.POINT, scope, depth)) + ".y()"),
                way(
                        1,
                        () ->
                                receiver(Type.BOXED_LONG, all.of(Type.BOXED_LONG, scope, depth))
                                        + ".longValue()"),
                way(
                        2,
                        () ->
                                "fold(%s, %s, %s, %s, %s)"
                                        .formatted(
                                                all.of(Type.LONG, scope, depth),
                                                all.of(Type.INT, scope, depth),
                                                all.of(Type.DOUBLE, scope, depth),
                                                all.of(Type.BYTE, scope, depth),
                                                all.of(Type.LONG, scope, depth))));
    }

    private String ofObjects(Scope scope, int depth) {
        return dice.choose(
                way(3, () -> text(scope, depth) + ".length()"),
                way(4, () -> element(scope, depth)),
                way(2, () -> receiver(Type.POINT, all.of(Type.POINT, scope, depth)) + ".x()"),
                way(2, () -> receiver(Type.SHAPE, all.of(Type.SHAPE, scope, depth)) + ".size()"),
                way(2, () -> receiver(Type.COLOR, all.of(Type.COLOR, scope, depth)) + ".weight()"),
                way(2, () -> receiver(Type.LIST, all.of(Type.LIST, scope, depth)) + ".size()"),
                way(2, () -> receiver(Type.INTS, all.of(Type.INTS, scope, depth)) + ".length"),
                way(2, () -> receiver(Type.BOXED_INT, all.of(Type.BOXED_INT, scope, depth))),
                way(awaiting(scope, 3), () -> later(scope, depth)),
                way(4, () -> created(scope, depth)),
                way(
                        3,
                        () ->
                                "sum(%s, %s, %s)"
                                        .formatted(
                                                all.of(Type.INT, scope, depth),
                                                all.of(Type.INT, scope, depth),
                                                all.of(Type.INT, scope, depth))),
                way(
                        2,
                        () ->
                                "lengths(%s, %s)"
                                        .formatted(
                                                text(scope, depth),
                                                all.of(Type.STRING, scope, depth))),
                way(
                        2,
                        () ->
                                "Math.max(%s, %s)"
                                        .formatted(
                                                all.of(Type.INT, scope, depth),
                                                all.of(Type.INT, scope, depth))));
    }

    private int awaiting(Scope scope, int weight) {
        return scope.awaits() && pen.budget().hasAwaits() ? weight : 0;
    }

    /** A method of a record that awaits. */
    private String later(Scope scope, int depth) {
        pen.budget().takeAwait();
        return receiver(Type.POINT, all.of(Type.POINT, scope, depth)) + ".later()";
    }

    private String element(Scope scope, int depth) {
        return receiver(Type.INTS, all.of(Type.INTS, scope, depth))
                + "["
                + index(scope, depth)
                + "]";
    }

    /** An object that is made and asked at once, of one of the kinds of class that there are. */
    private String created(Scope scope, int depth) {
        var arguments =
                "(%s, %s, %s)"
                        .formatted(
                                all.of(Type.INT, scope, depth),
                                all.of(Type.LONG, scope, depth),
                                all.of(Type.STRING, scope, depth));
        return dice.choose(
                way(4, () -> "new Frail" + arguments + ".height()"),
                way(
                        2,
                        () ->
                                "new Frail%s { @Override int height() { return super.height() + %s; } }.height()"
                                        .formatted(
                                                arguments, all.of(Type.INT, scope.ofLambda(), 1))),
                way(scope.hasThis() ? 3 : 0, () -> "new Inner" + arguments + ".height()"),
                way(
                        2,
                        () ->
                                "host(%s).new Inner%s.height()"
                                        .formatted(all.of(Type.INT, scope, depth), arguments)));
    }

    private String truth(Scope scope, int depth) {
        var compared = dice.of(Type.NUMBERS);
        return dice.choose(
                way(
                        10,
                        () ->
                                "(%s %s %s)"
                                        .formatted(
                                                all.of(compared, scope, depth),
                                                dice.of("<", "<=", ">", ">=", "==", "!="),
                                                all.of(compared, scope, depth))),
                way(
                        10,
                        () ->
                                "(%s %s %s)"
                                        .formatted(
                                                all.of(Type.BOOLEAN, scope, depth),
                                                dice.of("&&", "||", "&&", "||", "^", "&", "|"),
                                                all.of(Type.BOOLEAN, scope, depth))),
                way(3, () -> "(!" + all.of(Type.BOOLEAN, scope, depth) + ")"),
                way(
                        3,
                        () ->
                                text(scope, depth)
                                        + ".equals("
                                        + all.of(Type.OBJECT, scope, depth)
                                        + ")"),
                way(2, () -> "(%s != null)".formatted(all.of(Type.OBJECT, scope, depth))),
                way(
                        2,
                        () ->
                                "(%s == %s)"
                                        .formatted(
                                                receiver(
                                                        Type.COLOR,
                                                        all.of(Type.COLOR, scope, depth)),
                                                receiver(
                                                        Type.COLOR,
                                                        all.of(Type.COLOR, scope, depth)))),
                way(
                        2,
                        () ->
                                "((Object) %s instanceof %s)"
                                        .formatted(
                                                all.of(Type.SHAPE, scope, depth),
                                                dice.of(
                                                        "Circle",
                                                        "Box",
                                                        "Tag(String _, Circle _)"))),
                way(2, () -> dice.of("yes()", "fuel()")));
    }
}
