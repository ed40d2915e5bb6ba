package dev.kyoto.future;

/**
 * How the blocks made of one body run, and why.
 *
 * @param body the class and method that hold the body, as in a stack trace
 * @param runs how; {@link BlockMode#WOVEN} or {@link BlockMode#VIRTUAL_THREAD}
 * @param reason why, in a sentence: what was made of it, or what stood in the way and what to do
 */
public record BlockReport(String body, BlockMode runs, String reason) {

    @Override
    public String toString() {
        return body
                + (runs == BlockMode.WOVEN ? " is woven: " : " runs on a virtual thread: ")
                + reason;
    }
}
