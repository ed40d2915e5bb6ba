package dev.kyoto.stream;

import java.util.List;
import java.util.Objects;

/** A part of another stream, which is cancelled when that part has come to its end. */
abstract class Bounded<S, T> extends Ending<T> {
    final AsyncStream<S> source;

    Bounded(AsyncStream<S> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    List<Part> parts() {
        return List.of(Part.ofStream(source));
    }
}
