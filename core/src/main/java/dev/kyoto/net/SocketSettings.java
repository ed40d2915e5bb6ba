package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options to set on a socket that is yet to be made. Immutable.
 *
 * @param settings in the order in which they are to be set
 */
record SocketSettings(List<Setting<?>> settings) {
    static final SocketSettings NONE = new SocketSettings(List.of());

    /** One option and its value. */
    record Setting<T>(SocketOption<T> option, T value) {
        Setting {
            if (option.equals(StandardSocketOptions.SO_LINGER) && ((Integer) value) > 0) {
                throw new IllegalArgumentException(
                        "SO_LINGER of "
                                + value
                                + " s would block the thread that closes the socket; use 0 to abort"
                                + " the connection, or shutdown() and a read up to its end to wait"
                                + " for the peer");
            }
        }

        void applyTo(NetworkChannel channel) throws IOException {
            channel.setOption(option, value);
        }
    }

    SocketSettings {
        settings = List.copyOf(settings);
    }

    <T> SocketSettings with(SocketOption<T> option, T value) {
        var more = new ArrayList<>(settings);
        more.add(new Setting<>(option, value));
        return new SocketSettings(more);
    }

    /** The value given last. */
    @SuppressWarnings("unchecked") // a setting has the type of its option
    <T> @Nullable T valueOrNull(SocketOption<T> option) {
        T value = null;
        for (var setting : settings) {
            if (setting.option().equals(option)) {
                value = (T) setting.value();
            }
        }
        return value;
    }

    /** Sets what the channel has, and answers what it does not have. */
    SocketSettings applyTo(NetworkChannel channel) throws IOException {
        if (settings.isEmpty()) {
            return this;
        }
        var supported = channel.supportedOptions();
        var rest = new ArrayList<Setting<?>>();
        for (var setting : settings) {
            if (supported.contains(setting.option())) {
                setting.applyTo(channel);
            } else {
                rest.add(setting);
            }
        }
        return new SocketSettings(rest);
    }

    /** Fails if an option is left that the channel does not have. */
    void requireNone(NetworkChannel channel) {
        for (var setting : settings) {
            throw new UnsupportedOperationException(
                    "option %s is not supported by %s".formatted(setting.option(), channel));
        }
    }

    static <T> T read(NetworkChannel channel, SocketOption<T> option) {
        try {
            return channel.getOption(option);
        } catch (IOException e) {
            throw IoException.of("option " + option + " of " + channel + ": " + e.getMessage(), e);
        }
    }

    static <T> void write(NetworkChannel channel, SocketOption<T> option, T value) {
        try {
            new Setting<>(option, value).applyTo(channel);
        } catch (IOException e) {
            throw IoException.of("option " + option + " of " + channel + ": " + e.getMessage(), e);
        }
    }
}
