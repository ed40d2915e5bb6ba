/**
 * The contest: the same programs on Kyoto and on its peers, side by side in one run.
 *
 * <p>{@link dev.kyoto.bench.contest.Contest} starts the contestants, each program of each in a
 * process of its own; bench/programs.tsv says what a program does.
 */
@NullMarked
package dev.kyoto.bench.contest;

import org.jspecify.annotations.NullMarked;
