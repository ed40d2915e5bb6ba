package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortSpinTest {
    @Test
    void aSpinEnds() {
        var spin = new ShortSpin();
        while (spin.goOn()) {
            Thread.onSpinWait();
        }
        assertThat(spin.goOn()).isFalse();
    }
}
