package contest

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred

/** Coroutines that are counted down, and the one-shot that the last of them completes. */
class Countdown(tasks: Int) {
    private val left = AtomicInteger(tasks)
    private val done = CompletableDeferred<Unit>()

    fun count() {
        if (left.decrementAndGet() == 0) {
            done.complete(Unit)
        }
    }

    /** Waits for the last; more of them than there should be are an error. */
    suspend fun ended() {
        done.await()
        check(left.get() == 0) { "${-left.get()} too many were counted" }
    }
}
