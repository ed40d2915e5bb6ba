package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One command on its way through a handler: the arguments, read as what the handler needs, and the
 * state it may work on. A word that cannot be read so is the client's {@link CommandError}.
 */
record Call(Engine engine, Session session, Command command, List<byte[]> words) {
    /** Longer words cannot be options; they are not worth a string. */
    private static final int MAX_OPTION = 16;

    /** The number of words, the command's name included. */
    int size() {
        return words.size();
    }

    Database database() {
        return engine.database(session.database);
    }

    PubSub pubSub() {
        return engine.pubSub();
    }

    byte[] bytes(int index) {
        return words.get(index);
    }

    Bytes key(int index) {
        return Bytes.of(words.get(index));
    }

    String text(int index) {
        return new String(words.get(index), StandardCharsets.UTF_8);
    }

    /** The word in upper case, to switch on. */
    String option(int index) {
        var word = words.get(index);
        return word.length > MAX_OPTION
                ? ""
                : new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    long integer(int index) {
        return Integers.parse(words.get(index)).orElseThrow(CommandError::notInteger);
    }

    /** An index or an amount that need not be larger than a list can be. */
    int count(int index) {
        var count = Integers.parse(words.get(index));
        if (count.isEmpty() || count.getAsLong() < 0) {
            throw CommandError.notPositive();
        }
        return (int) Math.min(count.getAsLong(), Integer.MAX_VALUE);
    }

    double score(int index) {
        return Scores.parse(words.get(index)).orElseThrow(CommandError::notFloat);
    }

    /** The word in lower case, for names that settings and commands are known by. */
    byte[] lowerCase(int index) {
        return CommandTable.lowerCase(words.get(index));
    }

    /** The word as an error message shows it, byte for byte. */
    String quote(int index) {
        return new String(words.get(index), StandardCharsets.ISO_8859_1);
    }

    CommandError arityError() {
        return CommandError.arity(command.name());
    }

    /** Checks the number of words of a subcommand, both names included. */
    void expectWords(int least, int most) {
        if (size() < least || size() > most) {
            var subcommand = new String(lowerCase(1), StandardCharsets.ISO_8859_1);
            throw CommandError.arity(command.name() + "|" + subcommand);
        }
    }

    CommandError unknownSubcommand() {
        return CommandError.err(
                "unknown subcommand '"
                        + quote(1)
                        + "'. Try "
                        + command.name().toUpperCase(Locale.ROOT)
                        + " HELP.");
    }
}
