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
        density = dice.between(8, 60);
        expressions = new Expressions(this);
        statements = new Statements(this);
    }

    Budget budget() {
        return budget;
    }

    /**
     * Starts a new budget. Each part of a program has one of its own, as the first would spend it
     * all.
     */
    void grant(int nodes, int awaits) {
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
