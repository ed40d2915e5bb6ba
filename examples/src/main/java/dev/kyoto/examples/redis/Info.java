package dev.kyoto.examples.redis;

/** The report that {@code INFO} gives, section by section. */
final class Info {
    /** Sections in the order of the report. */
    enum Section {
        SERVER("Server"),
        CLIENTS("Clients"),
        MEMORY("Memory"),
        STATS("Stats"),
        REPLICATION("Replication"),
        KEYSPACE("Keyspace");

        private final String title;

        Section(String title) {
            this.title = title;
        }
    }

    private Info() {}

    static void append(StringBuilder text, Section section, Engine engine) {
        text.append("# ").append(section.title).append("\r\n");
        switch (section) {
            case SERVER -> server(text, engine);
            case CLIENTS -> clients(text, engine);
            case MEMORY -> memory(text);
            case STATS -> stats(text, engine);
            case REPLICATION -> {
                line(text, "role", "master");
                line(text, "connected_slaves", 0);
            }
            case KEYSPACE -> keyspace(text, engine);
        }
    }

    private static void server(StringBuilder text, Engine engine) {
        long uptime = (engine.now() - engine.startedAt()) / 1000;
        line(text, "redis_version", ServerCommands.VERSION);
        line(text, "redis_mode", "standalone");
        line(text, "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        line(text, "arch_bits", 64);
        line(text, "process_id", ProcessHandle.current().pid());
        line(text, "tcp_port", engine.settings().port());
        line(text, "uptime_in_seconds", uptime);
        line(text, "uptime_in_days", uptime / 86_400);
    }

    private static void clients(StringBuilder text, Engine engine) {
        long subscribers = engine.sessions().stream().filter(s -> s.subscriptions() > 0).count();
        line(text, "connected_clients", engine.sessions().size());
        line(text, "maxclients", engine.settings().maxClients());
        line(text, "blocked_clients", 0);
        line(text, "pubsub_clients", subscribers);
    }

    private static void memory(StringBuilder text) {
        var runtime = Runtime.getRuntime();
        line(text, "used_memory", runtime.totalMemory() - runtime.freeMemory());
        line(text, "maxmemory", runtime.maxMemory());
        line(text, "mem_allocator", "jvm");
    }

    private static void stats(StringBuilder text, Engine engine) {
        line(text, "total_connections_received", engine.connectionsReceived());
        line(text, "total_commands_processed", engine.commandsProcessed());
        line(text, "pubsub_channels", engine.pubSub().channels(new Glob(new byte[] {'*'})).size());
        line(text, "pubsub_patterns", engine.pubSub().patternCount());
    }

    private static void keyspace(StringBuilder text, Engine engine) {
        for (int i = 0; i < Engine.DATABASES; i++) {
            var database = engine.database(i);
            if (database.size() > 0) {
                var counts = "keys=" + database.size() + ",expires=" + database.expiringKeys();
                line(text, "db" + i, counts + ",avg_ttl=0");
            }
        }
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
