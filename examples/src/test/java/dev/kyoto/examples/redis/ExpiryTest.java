package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    private final Engine engine = new Engine(Settings.defaults(), clock::get, new Random(1));
    private final TestClient client = new TestClient(engine);

    @Test
    void aKeyIsGoneTheMillisecondItsTimeHasCome() {
        client.type("SET k v PX 1500");
        clock.addAndGet(1499);
        assertThat(client.type("GET k")).isEqualTo("\"v\"");
        assertThat(client.type("PTTL k")).isEqualTo("(integer) 1");
        clock.addAndGet(1);
        assertThat(client.type("GET k")).isEqualTo("(nil)");
        assertThat(client.type("TTL k")).isEqualTo("(integer) -2");
    }

    @Test
    void secondsAreRoundedToTheNearest() {
        client.type("SET k v PX 1500");
        assertThat(client.type("TTL k")).isEqualTo("(integer) 2");
        clock.addAndGet(1);
        assertThat(client.type("TTL k")).isEqualTo("(integer) 1");
    }

    @Test
    void everyCommandSeesAnExpiredKeyAsAbsent() {
        client.type("RPUSH k a b");
        client.type("EXPIRE k 1");
        clock.addAndGet(1000);
        assertThat(client.type("TYPE k")).isEqualTo("none");
        client.type("RPUSH k c");
        client.type("EXPIRE k 1");
        clock.addAndGet(1000);
        assertThat(client.type("KEYS *")).isEqualTo("(empty array)");
        assertThat(client.type("DEL k")).isEqualTo("(integer) 0");
        assertThat(client.type("SADD k member")).isEqualTo("(integer) 1");
        assertThat(client.type("TTL k")).isEqualTo("(integer) -1");
    }

    @Test
    void thePeriodicExpiryFreesWhatNobodyAsksFor() {
        for (int i = 0; i < 300; i++) {
            client.type("SET key" + i + " v PX " + (1 + i));
        }
        client.type("SELECT 7");
        client.type("SET elsewhere v PX 1");
        client.type("SET stays v");
        clock.addAndGet(300);

        assertThat(client.type("DBSIZE")).isEqualTo("(integer) 2");
        assertThat(engine.expireSome()).as("more than one batch").isTrue();
        assertThat(engine.expireSome()).isFalse();
        assertThat(client.type("DBSIZE")).isEqualTo("(integer) 1");
        client.type("SELECT 0");
        assertThat(client.type("DBSIZE")).isEqualTo("(integer) 0");
    }

    @Test
    void aLaterDeadlineReplacesTheEarlierOne() {
        client.type("SET k v PX 10");
        client.type("PEXPIRE k 1000");
        clock.addAndGet(10);
        assertThat(engine.expireSome()).isFalse();
        assertThat(client.type("GET k")).isEqualTo("\"v\"");
        client.type("PERSIST k");
        clock.addAndGet(10_000);
        engine.expireSome();
        assertThat(client.type("GET k")).isEqualTo("\"v\"");
    }

    @Test
    void deletedKeysLeaveNoDeadlineBehind() {
        client.type("SET k v PX 10");
        client.type("DEL k");
        client.type("SET k again");
        client.type("LPUSH list a");
        client.type("PEXPIRE list 10");
        client.type("LPOP list");
        client.type("LPUSH list b");
        clock.addAndGet(10);
        engine.expireSome();
        assertThat(client.type("GET k")).isEqualTo("\"again\"");
        assertThat(client.type("LLEN list")).isEqualTo("(integer) 1");
        assertThat(client.type("INFO keyspace")).contains("db0:keys=2,expires=0");
    }
}
