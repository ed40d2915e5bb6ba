@file:OptIn(DelicateCoroutinesApi::class)

package contest

import java.util.concurrent.CyclicBarrier
import java.util.concurrent.LinkedBlockingQueue
import kotlin.concurrent.thread
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

private const val BUSY_TASKS = 8
private const val BUSY_CHAINS = 4
private const val SPIN_NANOS = 10_000
private const val YIELDING = 200
private const val BATCHES = 100
private const val CALLS = 16

/** What it costs to spawn, to yield, to be woken and to be joined. */
fun spawnProgram(row: Row): Program? =
    when (row.name) {
        "spawn_many_local" -> manyLocal(row.operations)
        "spawn_many_remote_idle" -> manyRemote(row.operations)
        "spawn_many_remote_busy1" -> {
            repeat(BUSY_TASKS) { yieldAndSpin() }
            manyRemote(row.operations)
        }
        "spawn_many_remote_busy2" -> {
            repeat(BUSY_CHAINS) { spinAndRespawn() }
            manyRemote(row.operations)
        }
        "yield_many" -> yieldMany(row.operations / YIELDING)
        "ping_pong" -> pingPong(row.operations)
        "chained_spawn" -> chained(row.operations)
        "ct_spawn_many_local" -> manyFromTheBlock(row.operations)
        "ct_spawn_many_remote_idle", "ct_spawn_many_remote_busy" ->
            throw Absent("the event loop of runBlocking has no handle before it runs")
        "ct_spawn_join" -> Program { times -> timed(times) { runBlocking { check(async { yieldThenTwo() }.await() == 2) } } }
        "ct_spawn_join10" ->
            joinMany { runBlocking { join(Array(row.operations) { async { yieldThenTwo() } }) } == 2 * row.operations }
        "mt_spawn_join" ->
            Program { times ->
                timed(times) { runBlocking { check(GlobalScope.async { yieldThenTwo() }.await() == 2) } }
            }
        "mt_spawn_join10" ->
            joinMany {
                runBlocking { join(Array(row.operations) { GlobalScope.async { yieldThenTwo() } }) } == 2 * row.operations
            }
        "remote_spawn_1", "remote_spawn_4", "remote_spawn_16", "remote_spawn_64" ->
            remoteSpawn(row.operations, row.parameter)
        "spawn_blocking_1", "spawn_blocking_16", "spawn_blocking_64" -> blocking(row.parameter)
        else -> null
    }

private fun manyLocal(tasks: Int) = Program { times ->
    timed(times) {
        val countdown = Countdown(tasks)
        GlobalScope.launch { repeat(tasks) { GlobalScope.launch { countdown.count() } } }
        runBlocking { countdown.ended() }
    }
}

private fun manyFromTheBlock(tasks: Int) = Program { times ->
    timed(times) {
        runBlocking {
            val countdown = Countdown(tasks)
            repeat(tasks) { launch { countdown.count() } }
            countdown.ended()
        }
    }
}

private fun manyRemote(tasks: Int) = Program { times ->
    timed(times) {
        val countdown = Countdown(tasks)
        repeat(tasks) { GlobalScope.launch { countdown.count() } }
        runBlocking { countdown.ended() }
    }
}

private fun yieldAndSpin() {
    GlobalScope.launch {
        while (true) {
            yield()
            spin()
        }
    }
}

private fun spinAndRespawn() {
    GlobalScope.launch {
        spin()
        spinAndRespawn()
    }
}

private fun spin() {
    val start = System.nanoTime()
    while (System.nanoTime() - start < SPIN_NANOS) {
        Thread.onSpinWait()
    }
}

private fun yieldMany(yields: Int) = Program { times ->
    timed(times) {
        val countdown = Countdown(YIELDING)
        repeat(YIELDING) {
            GlobalScope.launch {
                repeat(yields) { yield() }
                countdown.count()
            }
        }
        runBlocking { countdown.ended() }
    }
}

private fun pingPong(pairs: Int) = Program { times ->
    timed(times) {
        val countdown = Countdown(pairs)
        GlobalScope.launch {
            repeat(pairs) {
                GlobalScope.launch {
                    val ping = CompletableDeferred<Unit>()
                    val pong = CompletableDeferred<Unit>()
                    GlobalScope.launch {
                        ping.await()
                        pong.complete(Unit)
                    }
                    ping.complete(Unit)
                    pong.await()
                    countdown.count()
                }
            }
        }
        runBlocking { countdown.ended() }
    }
}

private fun chained(tasks: Int) = Program { times ->
    timed(times) {
        val end = CompletableDeferred<Int>()
        chain(tasks - 1, end, 1)
        check(runBlocking { end.await() } == tasks)
    }
}

private fun chain(left: Int, end: CompletableDeferred<Int>, sum: Int) {
    GlobalScope.launch { if (left == 0) end.complete(sum) else chain(left - 1, end, sum + 1) }
}

private suspend fun yieldThenTwo(): Int {
    yield()
    return 2
}

private inline fun joinMany(crossinline joined: () -> Boolean) = Program { times ->
    timed(times) { check(joined()) { "a number is wrong" } }
}

private suspend fun join(tasks: Array<Deferred<Int>>): Int {
    var sum = 0
    for (task in tasks) {
        sum += task.await()
    }
    return sum
}

/** What an outside thread hands back: when it was let go, and the coroutines that it spawned. */
private class Spawned(val start: Long, val tasks: List<Deferred<Int>>)

private fun remoteSpawn(tasks: Int, threads: Int): Program {
    val barrier = CyclicBarrier(threads + 1)
    val spawned = LinkedBlockingQueue<Spawned>()
    repeat(threads) {
        // The threads outlive the measurement: to start and end them is no part of it.
        thread(isDaemon = true) {
            while (true) {
                val mine = ArrayList<Deferred<Int>>(tasks / threads)
                barrier.await()
                val start = System.nanoTime()
                repeat(tasks / threads) { mine += GlobalScope.async { 1 } }
                spawned.put(Spawned(start, mine))
            }
        }
    }
    return Program { times ->
        var nanos = 0L
        repeat(times) {
            barrier.await()
            val all = List(threads) { spawned.take() }
            val sum = runBlocking { all.sumOf { it.tasks.sumOf { task -> task.await() } } }
            nanos += System.nanoTime() - all.minOf { it.start }
            check(sum == tasks)
        }
        nanos
    }
}

private fun blocking(tasks: Int) = Program { times ->
    timed(times) {
        val sum = runBlocking { join(Array(tasks) { GlobalScope.async { callBlocking() } }) }
        check(sum == tasks * BATCHES * CALLS)
    }
}

private suspend fun callBlocking(): Int {
    var sum = 0
    repeat(BATCHES) { sum += join(Array(CALLS) { GlobalScope.async(Dispatchers.IO) { 1 } }) }
    return sum
}
