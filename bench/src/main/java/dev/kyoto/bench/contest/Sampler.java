package dev.kyoto.bench.contest;

/** A program that is up: what it is measured by. */
interface Sampler {

    /** Runs the program once, or as often as a sample needs; what one operation has cost. */
    double sample() throws Exception;

    /** A run that is timed from outside. */
    interface Run {
        void run() throws Exception;
    }

    /** Times runs of so many operations each, several to a sample where one is too short. */
    static Sampler timing(int operations, Run run) {
        return new Timing(operations, run);
    }
}
