package contest

import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

private val SECOND = 1.seconds

/** Timeouts and the clock. */
fun timeProgram(row: Row): Program? =
    when (row.name) {
        "timeout_ready" ->
            Program { times -> timed(times) { runBlocking(Dispatchers.Default) { timeouts(row.operations) } } }
        "ct_timeout_ready" -> Program { times -> timed(times) { runBlocking { timeouts(row.operations) } } }
        "sleep_create_drop" -> throw Absent("delay is a function that suspends, not a value")
        "time_now" -> timeNow()
        else -> null
    }

private suspend fun timeouts(count: Int) {
    var sum = 0
    repeat(count) { sum += withTimeout(SECOND) { 1 } }
    check(sum == count)
}

private fun timeNow(): Program {
    var last = TimeSource.Monotonic.markNow()
    return Program { times ->
        timed(times) {
            val now = runBlocking { TimeSource.Monotonic.markNow() }
            check(now >= last)
            last = now
        }
    }
}
