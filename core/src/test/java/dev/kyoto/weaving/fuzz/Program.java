package dev.kyoto.weaving.fuzz;

/**
 * A program as text.
 *
 * @param name the simple name of its class, which is in the package {@code fuzzed}
 * @param tellsItsEnd whether it tells when its body, which has no other blocks in it, has been left
 */
record Program(int index, String name, String text, boolean tellsItsEnd) {
    static final String PACKAGE = "fuzzed";

    Program withText(String other) {
        return new Program(index, name, other, tellsItsEnd);
    }
}
