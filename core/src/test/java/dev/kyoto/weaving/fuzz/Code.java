package dev.kyoto.weaving.fuzz;

/**
 * Some statements as text.
 *
 * @param completes whether control can reach what follows, by the rules of the language: javac
 *     refuses a statement that cannot be reached, and a method that can end without a value
 */
record Code(String text, boolean completes) {
    static Code completing(String text) {
        return new Code(text, true);
    }

    static Code leaving(String text) {
        return new Code(text, false);
    }

    /** In braces. */
    Code braced() {
        return new Code("{\n" + text + "}", completes);
    }

    /** In braces, and reachable at the end whatever it does. */
    Code reachableEnd() {
        return completes ? braced() : completing("{\nif (yes()) {\n" + text + "}\n}");
    }
}
