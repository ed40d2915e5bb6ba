package dev.kyoto.examples.redis;

/**
 * A command that cannot be carried out, with the very line that Redis would answer.
 *
 * <p>It carries no stack trace: it is an answer to a client, not a fault of the server.
 */
final class CommandError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String line;

    private CommandError(String line) {
        super(line, null, false, false);
        this.line = line;
    }

    /** An error of the general kind, {@code ERR}. */
    static CommandError err(String text) {
        return new CommandError("ERR " + text);
    }

    /** An error whose first word is a kind of its own. */
    static CommandError ofKind(String kind, String text) {
        return new CommandError(kind + " " + text);
    }

    static CommandError syntax() {
        return err("syntax error");
    }

    static CommandError notInteger() {
        return err("value is not an integer or out of range");
    }

    static CommandError notFloat() {
        return err("value is not a valid float");
    }

    static CommandError notPositive() {
        return err("value is out of range, must be positive");
    }

    static CommandError wrongType() {
        return ofKind("WRONGTYPE", "Operation against a key holding the wrong kind of value");
    }

    static CommandError arity(String command) {
        return err("wrong number of arguments for '" + command + "' command");
    }

    Reply reply() {
        return new Reply.Failure(line);
    }
}
