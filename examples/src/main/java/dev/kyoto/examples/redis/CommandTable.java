package dev.kyoto.examples.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All commands by name; names are found in any mix of cases. */
final class CommandTable {
    private final Map<Bytes, Command> byName = new HashMap<>();

    CommandTable() {
        Stream.of(
                        ConnectionCommands.ALL,
                        ClientCommands.ALL,
                        ServerCommands.ALL,
                        CommandCommands.ALL,
                        KeyCommands.ALL,
                        ExpiryCommands.ALL,
                        StringCommands.ALL,
                        CounterCommands.ALL,
                        ListCommands.ALL,
                        SetCommands.ALL,
                        HashCommands.ALL,
                        SortedSetCommands.ALL,
                        PubSubCommands.ALL)
                .flatMap(List::stream)
                .forEach(command -> byName.put(Bytes.of(command.name()), command));
    }

    @Nullable Command find(byte[] name) {
        return byName.get(Bytes.of(lowerCase(name)));
    }

    Collection<Command> all() {
        return byName.values();
    }

    static byte[] lowerCase(byte[] name) {
        var lower = name.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] + ('a' - 'A'));
            }
        }
        return lower;
    }
}
