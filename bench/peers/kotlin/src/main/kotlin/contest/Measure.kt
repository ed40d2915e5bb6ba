package contest

import java.io.File
import java.util.Locale

private const val SHORT = 20_000L
private const val BATCH = 100_000L
private const val SURELY_ENOUGH = 10_000_000L
private const val FEWEST = 5

/** A program that is set up: runs so many times, and tells the nanoseconds (or bytes) of all together. */
fun interface Program {
    fun run(times: Int): Long
}

/** A row of the table; [workers] is null for a program of one thread. */
class Row(val name: String, val operations: Int, private val workers: Int?) {

    /** The number that ends the name, as in `watch_100`. */
    val parameter: Int
        get() = name.substringAfterLast('_').toInt()

    /**
     * Gives Dispatchers.Default the row's workers, which it has to be told before its first use. Blocking calls have threads
     * beyond those, as many as Dispatchers.IO sees fit.
     */
    fun sizeThePool() {
        if (workers != null) {
            System.setProperty("kotlinx.coroutines.scheduler.core.pool.size", workers.toString())
            if (!name.startsWith("spawn_blocking")) {
                System.setProperty("kotlinx.coroutines.scheduler.max.pool.size", workers.toString())
            }
        }
    }

    companion object {
        /** Finds the row of a program. */
        fun named(table: String, name: String): Row? =
            File(table).readLines().map { it.split('\t') }.find { it[0] == name }?.let { cells ->
                Row(name, cells[3].toInt(), cells[2].substringAfter("multi ", "").toIntOrNull())
            }
    }
}

/** Times so many runs. */
inline fun timed(times: Int, run: () -> Unit): Long {
    val start = System.nanoTime()
    repeat(times) { run() }
    return System.nanoTime() - start
}

/** Warms a program up, measures it, and prints its line. */
fun measure(row: Row, program: Program, warmMillis: Long, measuredMillis: Long) {
    val warmed = System.nanoTime() + warmMillis * 1_000_000
    var times = 1
    do {
        val taken = program.run(times)
        times = grown(times, taken)
        val enough = System.nanoTime() - warmed >= 0
        if (enough && taken < SURELY_ENOUGH) {
            times = settled(program, times)
        }
    } while (!enough)

    val samples = ArrayList<Double>()
    val measured = System.nanoTime() + measuredMillis * 1_000_000
    while (samples.size < FEWEST || System.nanoTime() - measured < 0) {
        samples += program.run(times).toDouble() / times / row.operations
    }
    samples.sort()
    val median = samples[samples.size / 2]
    println(String.format(Locale.ROOT, "%s\t%.2f\t%.2f\t%d", row.name, median, samples.first(), samples.size))
}

/** How many runs the next batch should have, after one that took so long. */
private fun grown(times: Int, taken: Long): Int = if (taken < (if (times == 1) SHORT else BATCH)) times * 2 else times

/** A batch that is long enough three times in a row, whatever disturbs one. */
private fun settled(program: Program, least: Int): Int {
    var times = least
    while (true) {
        val taken = minOf(program.run(times), program.run(times), program.run(times))
        val more = grown(times, taken)
        if (more == times) {
            return times
        }
        times = more
    }
}
