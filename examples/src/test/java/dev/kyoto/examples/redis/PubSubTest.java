package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PubSubTest {
    private final Engine engine = new Engine(Settings.defaults(), () -> 0, new Random(1));
    private final TestClient listener = new TestClient(engine);
    private final TestClient speaker = new TestClient(engine);

    @Test
    void eachSubscriptionIsConfirmedWithTheRunningCount() {
        assertThat(listener.type("SUBSCRIBE a b a"))
                .isEqualTo(
                        """
                        1) "subscribe"
                        2) "a"
                        3) (integer) 1
                        1) "subscribe"
                        2) "b"
                        3) (integer) 2
                        1) "subscribe"
                        2) "a"
                        3) (integer) 2""");
        assertThat(listener.type("PSUBSCRIBE x*")).endsWith("3) (integer) 3");
        assertThat(listener.type("UNSUBSCRIBE a none")).endsWith("3) (integer) 2");
        assertThat(listener.type("UNSUBSCRIBE"))
                .isEqualTo("1) \"unsubscribe\"\n2) \"b\"\n3) (integer) 1");
        assertThat(listener.type("UNSUBSCRIBE"))
                .isEqualTo("1) \"unsubscribe\"\n2) (nil)\n3) (integer) 1");
        assertThat(listener.type("PUNSUBSCRIBE")).endsWith("3) (integer) 0");
    }

    @Test
    void aMessageReachesEverySubscriberOnceForEachMatch() {
        listener.type("SUBSCRIBE news");
        listener.type("PSUBSCRIBE n?ws *");
        var other = new TestClient(engine);
        other.type("SUBSCRIBE news sport");

        assertThat(speaker.type("PUBLISH news hello")).isEqualTo("(integer) 4");
        assertThat(listener.messages())
                .containsExactly(
                        "1) \"message\"\n2) \"news\"\n3) \"hello\"",
                        "1) \"pmessage\"\n2) \"n?ws\"\n3) \"news\"\n4) \"hello\"",
                        "1) \"pmessage\"\n2) \"*\"\n3) \"news\"\n4) \"hello\"");
        assertThat(other.messages()).hasSize(1);
        assertThat(speaker.messages()).isEmpty();
        assertThat(speaker.type("PUBLISH else hello")).isEqualTo("(integer) 1");
    }

    @Test
    void whoUnsubscribesOrLeavesHearsNothingMore() {
        var other = new TestClient(engine);
        other.type("SUBSCRIBE news");
        other.type("PSUBSCRIBE *");
        listener.type("SUBSCRIBE news");
        listener.type("UNSUBSCRIBE news");
        other.disconnect();

        assertThat(speaker.type("PUBLISH news hello")).isEqualTo("(integer) 0");
        assertThat(listener.messages()).isEmpty();
        assertThat(other.messages()).isEmpty();
        assertThat(speaker.type("PUBSUB CHANNELS")).isEqualTo("(empty array)");
        assertThat(speaker.type("PUBSUB NUMPAT")).isEqualTo("(integer) 0");
    }

    @Test
    void aSubscriberMayOnlyDoWhatKeepsItsStreamReadable() {
        listener.type("SUBSCRIBE news");

        assertThat(listener.type("GET k"))
                .isEqualTo(
                        "(error) ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE"
                                + " / PING / QUIT / RESET are allowed in this context");
        assertThat(listener.type("PING")).isEqualTo("1) \"pong\"\n2) \"\"");
        assertThat(listener.type("PING hi")).isEqualTo("1) \"pong\"\n2) \"hi\"");
        assertThat(listener.type("GET")).contains("wrong number of arguments for 'get' command");
        assertThat(listener.type("RESET")).isEqualTo("RESET");
        assertThat(listener.type("GET k")).isEqualTo("(nil)");
        assertThat(speaker.type("PUBLISH news hello")).isEqualTo("(integer) 0");
    }

    @Test
    void pubSubTellsWhoListens() {
        listener.type("SUBSCRIBE news sport");
        listener.type("PSUBSCRIBE w*");
        assertThat(speaker.type("PUBSUB CHANNELS n*")).isEqualTo("1) \"news\"");
        assertThat(speaker.type("PUBSUB NUMSUB news none"))
                .isEqualTo("1) \"news\"\n2) (integer) 1\n3) \"none\"\n4) (integer) 0");
        assertThat(speaker.type("PUBSUB NUMPAT")).isEqualTo("(integer) 1");
        assertThat(speaker.type("SUBSCRIBE"))
                .isEqualTo("(error) ERR wrong number of arguments for 'subscribe' command");
    }
}
