package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final Engine engine =
            new Engine(Settings.defaults(), () -> 1_800_000_000_000L, new Random(1));
    private final TestClient client = new TestClient(engine);

    @Test
    void commandsOfManyThreadsAreAtomic() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            var mine = new TestClient(engine);
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 5_000; i++) {
                                            mine.type("INCR n");
                                        }
                                    }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(client.type("GET n")).isEqualTo("\"20000\"");
    }

    @Test
    void poppingASetGivesEveryMemberOnceInNoParticularOrder() {
        IntStream.range(0, 100).forEach(i -> client.type("SADD s " + i));
        var popped = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            popped.add(client.type("SPOP s"));
        }
        assertThat(popped).doesNotHaveDuplicates().hasSize(100);
        assertThat(popped).isNotEqualTo(popped.stream().sorted().toList());
        assertThat(client.type("EXISTS s")).isEqualTo("(integer) 0");
    }

    @Test
    void poppingSeveralMembersGivesThatMany() {
        client.type("SADD s a b c d e");
        assertThat(client.type("SPOP s 3").lines()).hasSize(3);
        assertThat(client.type("SCARD s")).isEqualTo("(integer) 2");
        assertThat(client.type("SPOP s 100").lines()).hasSize(2);
    }

    @Test
    void quittingAndBrowsersEndTheSession() {
        assertThat(client.type("QUIT")).isEqualTo("OK");
        assertThat(client.session().isClosing()).isTrue();

        var browser = new TestClient(engine);
        assertThat(browser.type("POST / HTTP/1.1")).isEmpty();
        assertThat(browser.session().isClosing()).isTrue();
    }

    @Test
    void helloOfVersionTwoTellsAboutTheServer() {
        assertThat(client.type("HELLO 2 SETNAME me"))
                .contains("\"version\"\n 4) \"7.0.15\"")
                .contains("\"proto\"\n 6) (integer) 2");
        assertThat(client.type("CLIENT GETNAME")).isEqualTo("\"me\"");
    }

    @Test
    void clientListShowsEveryoneAndForgetsWhoLeft() {
        client.type("CLIENT SETNAME first");
        var second = new TestClient(engine);
        second.type("SELECT 3");
        assertThat(client.type("CLIENT LIST"))
                .contains("id=1 addr=127.0.0.1:50000 laddr=127.0.0.1:6379 name=first")
                .contains("id=2 ")
                .contains("db=3");
        assertThat(second.type("CLIENT ID")).isEqualTo("(integer) 2");
        assertThat(second.type("CLIENT INFO")).startsWith("\"id=2 ").contains("cmd=client");
        assertThat(second.type("CLIENT LIST nonsense")).isEqualTo("(error) ERR syntax error");
        assertThat(second.type("CLIENT SETINFO LIB-NAME test")).isEqualTo("OK");
        second.disconnect();
        assertThat(client.type("CLIENT LIST")).doesNotContain("id=2 ");
    }

    @Test
    void infoHasTheSectionsThatAreAskedFor() {
        client.type("SET k v EX 100");
        assertThat(client.type("INFO"))
                .contains("# Server", "redis_version:7.0.15", "# Clients", "connected_clients:1")
                .contains("# Keyspace", "db0:keys=1,expires=1,avg_ttl=0");
        assertThat(client.type("INFO keyspace"))
                .startsWith("\"# Keyspace")
                .doesNotContain("Server");
        assertThat(client.type("INFO server clients")).contains("# Server").contains("# Clients");
        assertThat(client.type("INFO nonsense")).isEqualTo("\"\"");
    }

    @Test
    void commandDescribesEveryCommand() {
        var table = new CommandTable();
        assertThat(client.type("COMMAND COUNT")).isEqualTo("(integer) " + table.all().size());
        assertThat(client.type("COMMAND LIST").lines()).hasSize(table.all().size());
        assertThat(client.type("COMMAND").lines().filter(l -> l.contains("10) (empty array)")))
                .hasSize(table.all().size());
        assertThat(client.type("COMMAND INFO get"))
                .isEqualTo(
                        """
                        1)  1) "get"
                            2) (integer) 2
                            3) 1) readonly
                               2) fast
                            4) (integer) 1
                            5) (integer) 1
                            6) (integer) 1
                            7) 1) @read
                               2) @string
                               3) @fast
                            8) (empty array)
                            9) (empty array)
                           10) (empty array)""");
        assertThat(client.type("COMMAND DOCS Get nothing"))
                .startsWith("1) \"get\"\n2) 1) \"summary\"");
    }

    @Test
    void aValueMayBeAnyBytesAndOutliveItsRequest() {
        client.type("SET k \"\\x00\\r\\n\\xff\"");
        client.type("APPEND k \"\\x01\"");
        client.type("APPEND k \"\\x02\"");
        assertThat(client.type("GET k")).isEqualTo("\"\\x00\\r\\n\\xff\\x01\\x02\"");
        assertThat(client.type("STRLEN k")).isEqualTo("(integer) 6");
    }

    @Test
    void aLongRangeOfASortedSetIsTheSameFromBothEnds() {
        IntStream.range(0, 50).forEach(i -> client.type("ZADD z " + i + " m" + i));
        assertThat(client.type("ZRANGE z 40 42")).isEqualTo("1) \"m40\"\n2) \"m41\"\n3) \"m42\"");
        assertThat(client.type("ZRANGE z 40 42 REV")).isEqualTo("1) \"m9\"\n2) \"m8\"\n3) \"m7\"");
        assertThat(client.type("ZRANGE z 1 2 REV")).isEqualTo("1) \"m48\"\n2) \"m47\"");
    }
}
