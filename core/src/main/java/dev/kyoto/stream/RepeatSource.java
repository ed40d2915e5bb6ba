package dev.kyoto.stream;

import java.util.Objects;
import java.util.function.Supplier;

/** Behind {@link Streams#repeatWith}. */
final class RepeatSource<T> extends ReadySource<T> {
    private final Supplier<? extends T> supplier;

    RepeatSource(Supplier<? extends T> supplier) {
        this.supplier = Objects.requireNonNull(supplier, "supplier");
    }

    @Override
    T take() {
        return Values.of(supplier.get(), "repeatWith");
    }
}
