package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import dev.kyoto.weaving.fuzz.Scope.Access;
import java.util.ArrayList;
import java.util.List;

/** Writes switch expressions: over ints, strings, enums, sealed records and objects. */
final class SwitchExpressions {
    private final Pen pen;
    private final Dice dice;
    private final Expressions all;

    SwitchExpressions(Pen pen, Expressions all) {
        this.pen = pen;
        this.all = all;
        dice = pen.dice;
    }

    /** What one case says before its arrow, and what it binds. */
    private record Pattern(String text, Scope scope) {}

    /** One that is all of a statement's expression, so that its cases may hold any statement. */
    String whole(Type type, Scope scope, int depth) {
        return in(scope.ofSwitchExpression(), type, depth);
    }

    String of(Type type, Scope scope, int depth) {
        return in(scope.ofSwitchExpression().withoutTries(), type, depth);
    }

    private String in(Scope scope, Type type, int depth) {
        return dice.choose(
                way(
                        3,
                        () ->
                                ofConstants(
                                        type,
                                        "(%s & 3)".formatted(all.of(Type.INT, scope, depth)),
                                        List.of("0", "1, 2"),
                                        scope,
                                        depth)),
                way(
                        2,
                        () ->
                                ofConstants(
                                        type,
                                        string(scope, depth),
                                        List.of("\"s0\"", "\"s1\"", "\"a\", \"\""),
                                        scope,
                                        depth)),
                way(
                        2,
                        () ->
                                ofConstants(
                                        type,
                                        Numbers.receiver(
                                                Type.COLOR, all.of(Type.COLOR, scope, depth)),
                                        List.of("RED", "GREEN"),
                                        scope,
                                        depth)),
                way(4, () -> ofShape(type, scope, depth)),
                way(3, () -> ofObject(type, scope, depth)));
    }

    private String string(Scope scope, int depth) {
        return Numbers.receiver(Type.STRING, all.of(Type.STRING, scope, depth));
    }

    private String ofConstants(
            Type type, String selector, List<String> labels, Scope scope, int depth) {
        var cases = new ArrayList<String>();
        for (var label : labels) {
            cases.add("case " + label + " -> " + result(type, scope, depth));
        }
        cases.add("default -> " + value(type, scope, depth));
        return assembled(type, selector, cases);
    }

    private static String assembled(Type type, String selector, List<String> cases) {
        var text = "(switch (%s) {\n%s\n})".formatted(selector, String.join("\n", cases));
        return Numbers.receiver(type, text);
    }

    private String result(Type type, Scope scope, int depth) {
        return dice.choose(
                way(5, () -> value(type, scope, depth)),
                way(3, () -> pen.statements.yielding(scope, type)),
                way(1, () -> "throw new Boom(%s);".formatted(all.of(Type.STRING, scope, depth))));
    }

    /** At least one case of a switch has to have a value. */
    private String value(Type type, Scope scope, int depth) {
        return Expressions.exactly(type, all.of(type, scope, depth)) + ";";
    }

    private String ofShape(Type type, Scope scope, int depth) {
        var selector = Numbers.receiver(Type.SHAPE, all.of(Type.SHAPE, scope, depth));
        var cases = new ArrayList<String>();
        if (dice.chance(40)) {
            cases.add("case null -> " + result(type, scope, depth));
        }
        if (dice.chance(60)) {
            cases.add(guarded(type, nestedTag(scope), depth));
        }
        if (dice.chance(50)) {
            cases.add(guarded(type, circle(scope), depth));
        }
        cases.add(plain(type, circle(scope), depth));
        cases.add(plain(type, box(scope), depth));
        if (dice.chance(40)) {
            cases.add(guarded(type, tag(scope), depth));
        }
        var last = tag(scope);
        cases.add("case %s -> %s".formatted(last.text, value(type, last.scope, depth)));
        return assembled(type, selector, cases);
    }

    private String ofObject(Type type, Scope scope, int depth) {
        var selector = "((Object) " + all.of(Type.OBJECT, scope, depth) + ")";
        var cases = new ArrayList<String>();
        cases.add(guarded(type, bound("Integer", Type.BOXED_INT, scope), depth));
        cases.add(plain(type, bound("String", Type.STRING, scope), depth));
        if (dice.chance(50)) {
            cases.add(plain(type, bound("Color", Type.COLOR, scope), depth));
        }
        if (dice.chance(50)) {
            cases.add(guarded(type, point(scope), depth));
        }
        cases.add(
                (dice.chance(70) ? "case null, default -> " : "default -> ")
                        + value(type, scope, depth));
        return assembled(type, selector, cases);
    }

    private String plain(Type type, Pattern pattern, int depth) {
        return "case %s -> %s".formatted(pattern.text, result(type, pattern.scope, depth));
    }

    private String guarded(Type type, Pattern pattern, int depth) {
        return "case %s when yes() && %s -> %s"
                .formatted(
                        pattern.text,
                        all.of(Type.BOOLEAN, pattern.scope.ofGuard(), depth),
                        result(type, pattern.scope, depth));
    }

    private Pattern bound(String java, Type type, Scope scope) {
        var inner = scope.inner();
        return new Pattern(
                java + " " + inner.declare(pen.name("p"), type, Access.FINAL).name(), inner);
    }

    private String variable(Type type, Scope scope) {
        return scope.declare(pen.name("p"), type, Access.FINAL).name();
    }

    private Pattern circle(Scope scope) {
        var inner = scope.inner();
        if (dice.chance(50)) {
            return new Pattern("Circle(int %s)".formatted(variable(Type.INT, inner)), inner);
        }
        return new Pattern("Circle " + variable(Type.SHAPE, inner), inner);
    }

    private Pattern point(Scope scope) {
        var inner = scope.inner();
        return new Pattern(
                "Point(var %s, long %s)"
                        .formatted(variable(Type.INT, inner), variable(Type.LONG, inner)),
                inner);
    }

    private Pattern box(Scope scope) {
        if (dice.chance(40)) {
            return bound("Box", Type.SHAPE, scope);
        }
        var inner = scope.inner();
        if (dice.chance(50)) {
            return new Pattern(
                    "Box(Point %s, double %s)"
                            .formatted(variable(Type.POINT, inner), variable(Type.DOUBLE, inner)),
                    inner);
        }
        // Not total for a null corner, which is a MatchException.
        return new Pattern(
                "Box(Point(int %s, var %s), double %s)"
                        .formatted(
                                variable(Type.INT, inner),
                                variable(Type.LONG, inner),
                                variable(Type.DOUBLE, inner)),
                inner);
    }

    private Pattern nestedTag(Scope scope) {
        var inner = scope.inner();
        return new Pattern(
                "Tag(String %s, %s(%s))"
                        .formatted(
                                variable(Type.STRING, inner),
                                "Circle",
                                "var " + variable(Type.INT, inner)),
                inner);
    }

    private Pattern tag(Scope scope) {
        var inner = scope.inner();
        if (dice.chance(50)) {
            return new Pattern(
                    "Tag(var %s, Shape %s)"
                            .formatted(variable(Type.STRING, inner), variable(Type.SHAPE, inner)),
                    inner);
        }
        return new Pattern("Tag " + variable(Type.SHAPE, inner), inner);
    }
}
