package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import dev.kyoto.weaving.fuzz.Scope.Access;
import java.util.List;

/** Writes if and switch statements, and blocks that are left by name. */
final class Branches {
    private final Pen pen;
    private final Statements statements;
    private final Dice dice;

    Branches(Pen pen, Statements statements) {
        this.pen = pen;
        this.statements = statements;
        dice = pen.dice;
    }

    Code of(Scope scope, int depth) {
        return dice.choose(
                way(10, () -> conditional(scope, depth)),
                way(3, () -> tested(scope, depth)),
                way(4, () -> fallingSwitch(scope, depth)),
                way(3, () -> patternSwitch(scope, depth)),
                way(3, () -> labelled(scope, depth)),
                way(2, () -> statements.block(scope, depth).braced()));
    }

    private Code conditional(Scope scope, int depth) {
        var condition = pen.expressions.condition(scope);
        var then = statements.block(scope, depth);
        if (dice.chance(40)) {
            return Code.completing("if (%s) {\n%s}".formatted(condition, then.text()));
        }
        var otherwise = statements.block(scope, depth);
        return new Code(
                "if (%s) {\n%s} else {\n%s}".formatted(condition, then.text(), otherwise.text()),
                then.completes() || otherwise.completes());
    }

    /** With a pattern variable that is in scope in one branch. */
    private Code tested(Scope scope, int depth) {
        var type = dice.of(Type.STRING, Type.BOXED_INT, Type.COLOR, Type.POINT);
        var value = pen.expressions.of(Type.OBJECT, scope);
        var bound = scope.inner();
        var name = bound.declare(pen.name("p"), type, Access.FINAL).name();
        var condition = pen.expressions.of(Type.BOOLEAN, bound);
        var then = statements.block(bound, depth);
        var otherwise = statements.block(scope, depth);
        return new Code(
                "if ((Object) %s instanceof %s %s && %s) {\n%s} else {\n%s}"
                        .formatted(
                                value, type.java, name, condition, then.text(), otherwise.text()),
                then.completes() || otherwise.completes());
    }

    /** Of the old kind: a group goes on into the next unless it breaks. */
    private Code fallingSwitch(Scope scope, int depth) {
        return dice.choose(
                way(
                        3,
                        () ->
                                falling(
                                        "(%s & 3)".formatted(pen.expressions.of(Type.INT, scope)),
                                        List.of("case 0", "case 2: case 1", "default"),
                                        scope,
                                        depth)),
                way(
                        2,
                        () ->
                                falling(
                                        Numbers.receiver(
                                                Type.STRING,
                                                pen.expressions.of(Type.STRING, scope)),
                                        List.of("case \"s0\"", "default", "case \"a\""),
                                        scope,
                                        depth)),
                way(
                        2,
                        () ->
                                falling(
                                        Numbers.receiver(
                                                Type.COLOR, pen.expressions.of(Type.COLOR, scope)),
                                        List.of("case BLUE", "case RED"),
                                        scope,
                                        depth)),
                way(
                        1,
                        () ->
                                falling(
                                        Numbers.receiver(
                                                Type.CHAR, pen.expressions.of(Type.CHAR, scope)),
                                        List.of("case 'a'", "case '7'", "default"),
                                        scope,
                                        depth)));
    }

    private Code falling(String selector, List<String> labels, Scope outer, int depth) {
        var text = new StringBuilder("switch (" + selector + ") {\n");
        var scope = outer.withinSwitch();
        for (int i = 0; i < labels.size(); i++) {
            var group = statements.block(scope, depth);
            boolean isLast = i == labels.size() - 1;
            text.append(labels.get(i)).append(": ");
            text.append((isLast ? group.reachableEnd() : group.braced()).text()).append('\n');
            if (group.completes() && !isLast && dice.chance(55)) {
                text.append("break;\n");
            }
        }
        return Code.completing(text.append('}').toString());
    }

    private Code patternSwitch(Scope outer, int depth) {
        var selector = Numbers.receiver(Type.SHAPE, pen.expressions.of(Type.SHAPE, outer));
        var scope = outer.withinSwitch();
        var guarded = scope.inner();
        var size = guarded.declare(pen.name("p"), Type.INT, Access.FINAL).name();
        var guard = pen.expressions.of(Type.BOOLEAN, guarded.ofGuard());
        var tag = scope.inner();
        var name = tag.declare(pen.name("p"), Type.STRING, Access.FINAL).name();
        var inner = tag.declare(pen.name("p"), Type.SHAPE, Access.FINAL).name();
        return Code.completing(
                """
                switch (%s) {
                case Circle(int %s) when yes() && %s -> %s
                case Tag(var %s, Shape %s) -> %s
                %s-> %s
                }"""
                        .formatted(
                                selector,
                                size,
                                guard,
                                statements.block(guarded, depth).reachableEnd().text(),
                                name,
                                inner,
                                statements.block(tag, depth).reachableEnd().text(),
                                dice.of("default ", "case null, default "),
                                statements.block(scope, depth).reachableEnd().text()));
    }

    private Code labelled(Scope scope, int depth) {
        var label = pen.name("l");
        var code = statements.block(scope.within(label, false), depth);
        return Code.completing(label + ": " + code.reachableEnd().text());
    }
}
