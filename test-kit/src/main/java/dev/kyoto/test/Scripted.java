package dev.kyoto.test;

import java.util.List;

/** A stand-in with a script that has to be played to its end. */
interface Scripted {

    /** What was not played, a line for each step, and what went wrong before; empty if all is well. */
    List<String> complaints();
}
