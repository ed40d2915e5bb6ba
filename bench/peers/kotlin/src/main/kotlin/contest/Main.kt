package contest

import kotlin.system.exitProcess

private const val USAGE = 2
private const val ABSENT = 4

/** Thrown for a row that kotlinx.coroutines has no counterpart for. */
class Absent(reason: String) : Exception(reason)

/**
 * The side of kotlinx.coroutines: one program of bench/programs.tsv, warmed up, measured, and printed as `PROGRAM median
 * best samples`, in nanoseconds (or bytes) an operation.
 *
 * The arguments are the table, the program, and the milliseconds of warm-up and measurement.
 */
fun main(args: Array<String>) {
    if (args.singleOrNull() == "--version") {
        println("Kotlin ${KotlinVersion.CURRENT}, JDK ${Runtime.version()}")
        return
    }
    if (args.getOrNull(1) == "serve") {
        stop(ABSENT, "coroutines have no sockets of their own to serve with")
    }
    if (args.size != 4) {
        stop(USAGE, "say PROGRAM WARM_MS MEASURE_MS")
    }
    // What fails in a coroutine that nobody joins must not leave the others waiting.
    Thread.setDefaultUncaughtExceptionHandler { _, failure ->
        failure.printStackTrace()
        exitProcess(1)
    }
    val row = Row.named(args[0], args[1]) ?: stop(ABSENT, "${args[0]} has no program ${args[1]}")
    row.sizeThePool()
    try {
        val program =
            spawnProgram(row)
                ?: channelProgram(row)
                ?: lockProgram(row)
                ?: timeProgram(row)
                ?: wholeProgram(row)
                ?: throw Absent("it is not written")
        measure(row, program, args[2].toLong(), args[3].toLong())
    } catch (absent: Absent) {
        stop(ABSENT, "no ${row.name}: ${absent.message}")
    }
    // Coroutines that run for ever end with the process.
    exitProcess(0)
}

private fun stop(status: Int, words: String): Nothing {
    System.err.println("bench/peers/kotlin: $words")
    exitProcess(status)
}
