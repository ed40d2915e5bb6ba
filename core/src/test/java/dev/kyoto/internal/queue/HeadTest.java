package dev.kyoto.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void bothIndexesAreKeptWhole(int index) {
        assertThat(Head.steal(Head.of(index, 7))).isEqualTo(index);
        assertThat(Head.real(Head.of(index, 7))).isEqualTo(7);
        assertThat(Head.steal(Head.of(7, index))).isEqualTo(7);
        assertThat(Head.real(Head.of(7, index))).isEqualTo(index);
    }

    @Test
    void aPopMovesBothIndexesUnlessAThiefHoldsTheFirst() {
        assertThat(Head.popped(Head.at(-1))).isEqualTo(Head.at(0));
        assertThat(Head.popped(Head.of(-2, -1))).isEqualTo(Head.of(-2, 0));
    }

    @Test
    void aReservationLastsUntilItIsReleased() {
        long reserved = Head.reserved(Head.at(Integer.MAX_VALUE), 2);
        assertThat(Head.hasThief(Head.at(Integer.MAX_VALUE))).isFalse();
        assertThat(Head.hasThief(reserved)).isTrue();
        assertThat(Head.steal(reserved)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Head.real(reserved)).isEqualTo(Integer.MIN_VALUE + 1);
        assertThat(Head.released(reserved)).isEqualTo(Head.at(Integer.MIN_VALUE + 1));
    }
}
