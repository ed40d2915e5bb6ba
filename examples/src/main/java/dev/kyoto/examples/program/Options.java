package dev.kyoto.examples.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of a program: options {@code --name VALUE} in any order, and other words. */
public final class Options {
    private final Map<String, String> values;
    private final List<String> words;

    private Options(Map<String, String> values, List<String> words) {
        this.values = values;
        this.words = words;
    }

    /**
     * Takes arguments apart.
     *
     * @param known the names that options may have, as {@code --port}
     * @param words how many other words there may be
     * @param arguments what the program was called with
     * @return the options
     * @throws UsageException if a name is not known, or comes twice, or has no value after it
     */
    public static Options parse(Set<String> known, int words, String... arguments) {
        var values = new HashMap<String, String>();
        var others = new ArrayList<String>();
        var rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            var word = rest.next();
            if (!word.startsWith("--")) {
                others.add(word);
                continue;
            }
            if (!known.contains(word)) {
                throw new UsageException("there is no option '" + word + "'");
            }
            if (!rest.hasNext()) {
                throw new UsageException(word + " needs a value after it");
            }
            if (values.put(word, rest.next()) != null) {
                throw new UsageException(word + " is given twice");
            }
        }
        if (others.size() > words) {
            throw new UsageException("what to do with '" + others.get(words) + "' is not known");
        }
        return new Options(values, others);
    }

    /**
     * The value of an option.
     *
     * @param name its name
     * @return the value, or null if it is not given
     */
    public @Nullable String value(String name) {
        return values.get(name);
    }

    /**
     * The value of an option that has to be given.
     *
     * @param name its name
     * @return the value
     * @throws UsageException if it is not given
     */
    public String required(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new UsageException(name + " is needed");
        }
        return value;
    }

    /**
     * The words that are no options.
     *
     * @return them, in their order
     */
    public List<String> words() {
        return List.copyOf(words);
    }

    /**
     * A word that is no option and has to be given.
     *
     * @param index which one, from 0
     * @param what how the usage calls it
     * @return the word
     * @throws UsageException if there are not so many
     */
    public String word(int index, String what) {
        if (index >= words.size()) {
            throw new UsageException(what + " is needed");
        }
        return words.get(index);
    }

    /**
     * The value of an option that is a whole number.
     *
     * @param name its name
     * @param otherwise the value if it is not given
     * @param least the least it may be
     * @param most the most it may be
     * @return the number
     * @throws UsageException if it is no number within the bounds
     */
    public int number(String name, int otherwise, int least, int most) {
        var value = values.get(name);
        return value == null ? otherwise : number(name, value, least, most);
    }

    /**
     * A port to listen on.
     *
     * @param otherwise the port if {@code --port} is not given
     * @return the port, 0 for any that is free
     * @throws UsageException if it is no port
     */
    public int port(int otherwise) {
        return number("--port", otherwise, 0, 0xFFFF);
    }

    /**
     * The value of an option that is a time in milliseconds.
     *
     * @param name its name
     * @param otherwise the time if it is not given
     * @return the time, from 1 ms to an hour
     * @throws UsageException if it is none
     */
    public Duration millis(String name, Duration otherwise) {
        return Duration.ofMillis(number(name, (int) otherwise.toMillis(), 1, 3_600_000));
    }

    /**
     * A word as a number.
     *
     * @param what what the word stands for
     * @param word the word
     * @param least the least it may be
     * @param most the most it may be
     * @return the number
     * @throws UsageException if it is no number within the bounds
     */
    public static int number(String what, String word, int least, int most) {
        if (word.matches("\\d{1,9}")) {
            int number = Integer.parseInt(word);
            if (least <= number && number <= most) {
                return number;
            }
        }
        throw new UsageException(
                "%s must be a number from %d to %d, not '%s'".formatted(what, least, most, word));
    }
}
