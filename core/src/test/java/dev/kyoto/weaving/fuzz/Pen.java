package dev.kyoto.weaving.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * What the parts of the generator share while one program is written: its randomness, its names,
 * its budget, and the methods that its code may call.
 */
final class Pen {
    final Dice dice;

    /** How often, in percent, an expression awaits. */
    final int density;

    final List<Method> methods = new ArrayList<>();
    final Expressions expressions;
    final Statements statements;
    private Budget budget = new Budget(0, 0);
    private int names;
    private boolean nestsBlocks;

    Pen(Dice dice) {
        this.dice = dice;
        density = dice.between(4, 40);
        expressions = new Expressions(this);
        statements = new Statements(this);
    }

    Budget budget() {
        return budget;
    }

    /** Each method has a budget of its own, as each becomes a method of its own. */
    void startMethod(int nodes, int awaits) {
        budget = new Budget(nodes, awaits);
    }

    /** A name that the program does not have yet. */
    String name(String prefix) {
        return prefix + names++;
    }

    void hasNestedBlock() {
        nestsBlocks = true;
    }

    boolean nestsBlocks() {
        return nestsBlocks;
    }
}
