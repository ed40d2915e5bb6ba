@file:OptIn(DelicateCoroutinesApi::class)

package contest

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.yield

private const val LOCKERS = 4
private const val ENOUGH_PERMITS = 10
private const val FEW_PERMITS = 5

/** Mutex, semaphore, and a conflated channel for Notify. */
fun lockProgram(row: Row): Program? =
    when (row.name) {
        "notify_one_10", "notify_one_100", "notify_one_500" -> notifyOne(row.operations, row.parameter)
        "notify_waiters_10", "notify_waiters_100", "notify_waiters_500" ->
            throw Absent("nothing wakes just those that wait now")
        "rwlock_uncontended", "rwlock_contended" -> throw Absent("there is no read-write lock")
        "mutex_uncontended" -> mutexUncontended(row.operations)
        "mutex_contended" -> mutexContended(row.operations / LOCKERS)
        "semaphore_uncontended" -> semaphoreUncontended(row.operations)
        "semaphore_concurrent" -> semaphoreSpawned(row.operations, ENOUGH_PERMITS)
        "semaphore_contended" -> semaphoreSpawned(row.operations, FEW_PERMITS)
        else -> null
    }

/** A conflated channel of units does what Notify does: it wakes one that waits, or keeps one wake-up for the next. */
private fun notifyOne(wakes: Int, waiters: Int): Program {
    val signal = Channel<Unit>(Channel.CONFLATED)
    val counted = AtomicInteger()
    repeat(waiters) {
        GlobalScope.launch {
            while (true) {
                signal.receive()
                counted.incrementAndGet()
            }
        }
    }
    return Program { times ->
        timed(times) {
            runBlocking(Dispatchers.Default) {
                counted.set(0)
                while (counted.get() < wakes) {
                    signal.trySend(Unit)
                    yield()
                }
            }
        }
    }
}

private fun mutexUncontended(turns: Int): Program {
    val mutex = Mutex()
    var sum = 0L
    var expected = 0L
    return Program { times ->
        timed(times) {
            runBlocking { repeat(turns) { mutex.withLock { sum++ } } }
            expected += turns
            check(sum == expected)
        }
    }
}

private fun mutexContended(turns: Int) = Program { times ->
    timed(times) {
        val mutex = Mutex()
        var sum = 0
        runBlocking(Dispatchers.Default) {
            List(LOCKERS) {
                    GlobalScope.launch {
                        repeat(turns) {
                            mutex.withLock {
                                sum++
                                yield()
                            }
                        }
                    }
                }
                .joinAll()
        }
        check(sum == LOCKERS * turns)
    }
}

private fun semaphoreUncontended(turns: Int): Program {
    val semaphore = Semaphore(ENOUGH_PERMITS)
    return Program { times ->
        timed(times) {
            runBlocking { repeat(turns) { semaphore.withPermit {} } }
            check(semaphore.availablePermits == ENOUGH_PERMITS)
        }
    }
}

private fun semaphoreSpawned(tasks: Int, permits: Int): Program {
    val semaphore = Semaphore(permits)
    return Program { times ->
        timed(times) {
            val ended =
                runBlocking(Dispatchers.Default) {
                    val spawned =
                        List(tasks) {
                            GlobalScope.async {
                                semaphore.withPermit {
                                    yield()
                                    1
                                }
                            }
                        }
                    spawned.sumOf { it.await() }
                }
            check(ended == tasks)
            check(semaphore.availablePermits == permits)
        }
    }
}
