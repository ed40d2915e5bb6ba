package dev.kyoto.bench.contest.io;

/** What is measured of a server under load. Lower is better. */
public enum Figure {
    /** Time that the server's process has had a processor for. */
    PROCESSOR("cpu", "ns/request"),
    /** Time of the load; the server, the tool and a server behind a proxy share the machine. */
    WALL("wall", "ns/request"),
    /** From a request to its answer, for half of them. */
    MEDIAN("p50", "ns"),
    /** From a request to its answer, for 999 of 1,000. */
    NEARLY_LONGEST("p999", "ns");

    private final String suffix;
    private final String unit;

    Figure(String suffix, String unit) {
        this.suffix = suffix;
        this.unit = unit;
    }

    /**
     * What the names of its rows end with.
     *
     * @return as "cpu"
     */
    public String suffix() {
        return suffix;
    }

    /**
     * What it counts.
     *
     * @return as "ns"
     */
    public String unit() {
        return unit;
    }
}
