package dev.kyoto.bench.contest.io;

import dev.kyoto.io.ByteBuf;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one connection answers. It reads the buffer that it was made with, and keeps what it knows of
 * a request that is yet incomplete.
 */
interface Answers {

    /**
     * Answers all requests that have arrived as a whole, and consumes them.
     *
     * @param out where the answers are appended
     * @throws MalformedRequest if what has arrived cannot become a request
     */
    void answer(ByteBuf out);

    /**
     * What makes the answers of each connection of a program.
     *
     * @return null if the program answers nothing by itself, or is unknown
     */
    static @Nullable Function<ByteBuf, Answers> of(String program) {
        return switch (program) {
            case "ping" -> PingAnswers::new;
            case "redis" -> {
                var entries = new ConcurrentHashMap<RedisAnswers.Key, byte[]>();
                yield in -> new RedisAnswers(in, entries);
            }
            case "http" -> HelloAnswers::new;
            default -> null;
        };
    }
}
