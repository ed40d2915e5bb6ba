package dev.kyoto.suite;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what a {@link System.Logger} says while it is open, and keeps it off the console. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final Logger logger;
    private final boolean forwarded;
    private final Level threshold;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    private LogCapture(Logger logger) {
        this.logger = logger;
        this.forwarded = logger.getUseParentHandlers();
        this.threshold = logger.getLevel();
    }

    /** Keeps what the logger says at its present level. */
    static LogCapture of(String loggerName) {
        var logger = Logger.getLogger(loggerName);
        return of(logger, logger.getLevel());
    }

    /** Keeps what is said from a level upwards; {@code FINE} is what others call DEBUG. */
    public static LogCapture of(String loggerName, Level from) {
        return of(Logger.getLogger(loggerName), from);
    }

    private static LogCapture of(Logger logger, Level from) {
        var capture = new LogCapture(logger);
        logger.setLevel(from);
        logger.setUseParentHandlers(false);
        logger.addHandler(capture);
        return capture;
    }

    /** Each as "LEVEL message", in the order they came. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Those that contain all the parts. */
    List<String> messagesWith(String... parts) {
        return messages.stream()
                .filter(message -> List.of(parts).stream().allMatch(message::contains))
                .toList();
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(record.getLevel() + " " + formatter.formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(threshold);
        logger.setUseParentHandlers(forwarded);
    }
}
