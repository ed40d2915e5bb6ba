package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import java.util.List;

/** Writes expressions of the reference types. */
final class References {
    private final Pen pen;
    private final Dice dice;
    private final Expressions all;

    References(Pen pen, Expressions all) {
        this.pen = pen;
        this.all = all;
        dice = pen.dice;
    }

    String of(Type type, Scope scope, int depth) {
        return switch (type) {
            case STRING -> text(scope, depth);
            case BOXED_INT ->
                    dice.choose(
                            way(3, () -> "Integer.valueOf(" + all.of(Type.INT, scope, depth) + ")"),
                            way(1, () -> step(scope, depth)),
                            way(2, () -> "((Integer) " + all.of(Type.INT, scope, depth) + ")"));
            case BOXED_LONG -> "Long.valueOf(" + all.of(Type.LONG, scope, depth) + ")";
            case INTS -> array(Type.INT, scope, depth);
            case STRINGS -> array(Type.STRING, scope, depth);
            case OBJECT -> object(scope, depth);
            case POINT -> create("Point", List.of(Type.INT, Type.LONG), scope, depth);
            case PAIR -> create("Pair", List.of(Type.OBJECT, Type.SHAPE), scope, depth);
            case COLOR ->
                    "Color.values()[Math.floorMod(%s, 3)]"
                            .formatted(all.of(Type.INT, scope, depth));
            case SHAPE -> shape(scope, depth);
            case LIST -> list(scope, depth);
            default -> throw new AssertionError(type + " is no reference type");
        };
    }

    private String create(String name, List<Type> parameters, Scope scope, int depth) {
        return "new %s(%s)".formatted(name, all.arguments(parameters, scope, depth));
    }

    private String step(Scope scope, int depth) {
        var variables = scope.assignable(it -> it == Type.BOXED_INT);
        return variables.isEmpty()
                ? "Integer.valueOf(" + all.of(Type.INT, scope, depth) + ")"
                : "(" + dice.of(variables).name() + dice.of("++)", "--)");
    }

    private String text(Scope scope, int depth) {
        return dice.choose(
                way(8, () -> concatenation(scope, depth)),
                way(2, () -> "String.valueOf((Object) " + all.of(printable(), scope, depth) + ")"),
                way(2, () -> "show(" + all.of(all.anyType(), scope, depth) + ")"),
                way(
                        1,
                        () ->
                                receiver(scope, depth)
                                        + ".substring("
                                        + all.of(Type.INT, scope, depth)
                                        + " & 1)"),
                way(
                        1,
                        () ->
                                "cut("
                                        + receiver(scope, depth)
                                        + ".repeat("
                                        + all.of(Type.INT, scope, depth)
                                        + " & 3))"),
                way(
                        2,
                        () ->
                                "((String[]) %s)[Math.floorMod(%s, 2)]"
                                        .formatted(
                                                all.of(Type.STRINGS, scope, depth),
                                                all.of(Type.INT, scope, depth))),
                way(
                        4,
                        () ->
                                "mix(%s)"
                                        .formatted(
                                                all.arguments(
                                                        List.of(
                                                                Type.INT,
                                                                Type.LONG,
                                                                Type.DOUBLE,
                                                                Type.STRING,
                                                                Type.BOOLEAN,
                                                                Type.CHAR,
                                                                Type.FLOAT,
                                                                Type.OBJECT),
                                                        scope,
                                                        depth - 1))),
                way(
                        2,
                        () ->
                                "digest(%s, %s)"
                                        .formatted(
                                                all.of(all.anyType(), scope, depth),
                                                all.of(printable(), scope, depth))),
                way(
                        1,
                        () ->
                                "new Resource(%s).name()"
                                        .formatted(all.of(Type.STRING, scope, depth))));
    }

    private String receiver(Scope scope, int depth) {
        return Numbers.receiver(Type.STRING, all.of(Type.STRING, scope, depth));
    }

    private Type printable() {
        return dice.of(Type.PRINTABLE);
    }

    private String concatenation(Scope scope, int depth) {
        var text = new StringBuilder("cut(\"").append(dice.of("", "-", "k")).append('"');
        for (int i = dice.between(1, 3); i > 0; i--) {
            text.append(" + ").append(all.of(printable(), scope, depth));
        }
        return text.append(')').toString();
    }

    private String array(Type element, Scope scope, int depth) {
        return dice.choose(
                way(
                        5,
                        () -> {
                            var elements = new String[dice.between(1, 4)];
                            for (int i = 0; i < elements.length; i++) {
                                elements[i] = all.of(element, scope, depth);
                            }
                            return "new %s[] {%s}"
                                    .formatted(element.java, String.join(", ", elements));
                        }),
                way(
                        2,
                        () ->
                                "new %s[%s %% 5]"
                                        .formatted(
                                                element.java,
                                                "(" + all.of(Type.INT, scope, depth) + ")")),
                way(
                        2,
                        () ->
                                "new %s[][] {%s, %s}[%s & 1]"
                                        .formatted(
                                                element.java,
                                                all.of(
                                                        element == Type.INT
                                                                ? Type.INTS
                                                                : Type.STRINGS,
                                                        scope,
                                                        depth),
                                                all.of(
                                                        element == Type.INT
                                                                ? Type.INTS
                                                                : Type.STRINGS,
                                                        scope,
                                                        depth),
                                                all.of(Type.INT, scope, depth))));
    }

    private String object(Scope scope, int depth) {
        return dice.choose(
                way(8, () -> "((Object) " + all.of(printable(), scope, depth) + ")"),
                way(
                        2,
                        () ->
                                Numbers.receiver(Type.PAIR, all.of(Type.PAIR, scope, depth))
                                        + ".left()"),
                way(1, () -> "hide(" + all.of(printable(), scope, depth) + ")"));
    }

    private String shape(Scope scope, int depth) {
        return dice.choose(
                way(3, () -> create("Circle", List.of(Type.INT), scope, depth)),
                way(3, () -> create("Box", List.of(Type.POINT, Type.DOUBLE), scope, depth)),
                way(4, () -> create("Tag", List.of(Type.STRING, Type.SHAPE), scope, depth)),
                way(
                        1,
                        () ->
                                Numbers.receiver(Type.PAIR, all.of(Type.PAIR, scope, depth))
                                        + ".right()"));
    }

    private String list(Scope scope, int depth) {
        return dice.choose(
                way(
                        2,
                        () ->
                                "new ArrayList<String>(List.of(%s, %s))"
                                        .formatted(
                                                all.of(Type.STRING, scope, depth),
                                                all.of(Type.STRING, scope, depth))),
                way(
                        2,
                        () ->
                                "new ArrayList<String>(Arrays.asList((String[]) %s))"
                                        .formatted(all.of(Type.STRINGS, scope, depth))));
    }
}
