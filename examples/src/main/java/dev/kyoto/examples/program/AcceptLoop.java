package dev.kyoto.examples.program;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.net.AcceptBackoff;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.sync.Semaphore;
import dev.kyoto.task.CancellationToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accepts connections and gives each a task of its own, up to a number, until told to stop. */
public final class AcceptLoop {
    private AcceptLoop() {}

    /**
     * Serves until the token is cancelled; then the listener is closed, and the tasks of the
     * connections are left to end by themselves.
     *
     * <p>With as many connections as there may be, the next one is not accepted: it waits in the
     * system's queue, so that clients see a slow server and not an error.
     *
     * @param listener where clients arrive; closed at the end
     * @param most how many connections may be open at a time
     * @param stop the sign to end
     * @param service what is done with a connection; closes it. An {@link IoException} of it means
     *     that the client is gone, and ends that client's task only
     */
    public static void run(
            TcpListener listener,
            int most,
            CancellationToken stop,
            Function<TcpStream, Future<@Nullable Void>> service) {
        var places = Semaphore.of(most);
        var backoff = new AcceptBackoff();
        try (listener) {
            while (true) {
                var place = stop.runUntilCancelled(places.acquire()).await();
                if (place == null) {
                    return;
                }
                try {
                    switch (select(listener.accept(), stop.cancelled()).await()) {
                        case OneOf2.First(var stream) -> {
                            backoff.accepted();
                            spawn(() -> serve(service.apply(stream), place)).detach();
                        }
                        case OneOf2.Second(var none) -> {
                            place.close();
                            return;
                        }
                    }
                } catch (IoException e) {
                    place.close();
                    stop.runUntilCancelled(sleep(backoff.delayAfter(e))).await();
                }
            }
        }
    }

    private static void serve(Future<@Nullable Void> service, Semaphore.Permit place) {
        try (place) {
            service.await();
        } catch (IoException e) {
            // The client is gone. That is its right, and there is nobody to tell.
        }
    }
}
