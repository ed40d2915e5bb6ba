@file:OptIn(DelicateCoroutinesApi::class)

package contest

import java.lang.management.ManagementFactory
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

private const val FIRST_LEAD_NANOS = 1_000_000_000L
private const val COLLECTIONS = 3
private const val LEAVES = 1_000_000
private const val CHILDREN = 10

/** Programs that use many parts at once: a join set, sleepers, a chain of channels, skynet. */
fun wholeProgram(row: Row): Program? =
    when (row.name) {
        "join_set_10000" -> joinSet(row.operations)
        "sleepers_bytes" -> sleepersBytes(row.operations)
        "sleepers_wake" -> sleepersWake(row.operations)
        "channel_chain_10000" -> channelChain(row.operations)
        "skynet" -> skynet()
        else -> null
    }

/** The scope is the set; a channel brings the results in the order in which the coroutines end. */
private fun joinSet(tasks: Int) = Program { times ->
    timed(times) {
        val sum =
            runBlocking(Dispatchers.Default) {
                coroutineScope {
                    val ended = Channel<Int>(Channel.UNLIMITED)
                    for (number in 0..<tasks) {
                        launch {
                            yield()
                            ended.trySend(number)
                        }
                    }
                    var sum = 0
                    repeat(tasks) { sum += ended.receive() }
                    sum
                }
            }
        check(sum == tasks * (tasks - 1) / 2)
    }
}

private fun sleepersBytes(tasks: Int): Program {
    // There before the heap is measured; it holds what is cancelled after.
    val jobs = arrayOfNulls<Job>(tasks)
    return Program { times ->
        var bytes = 0L
        repeat(times) {
            val asleep = Countdown(tasks)
            val before = liveHeap()
            for (task in 0..<tasks) {
                jobs[task] =
                    GlobalScope.launch {
                        asleep.count()
                        delay(1.hours)
                    }
            }
            runBlocking { asleep.ended() }
            bytes += liveHeap() - before
            check(jobs.all { it!!.isActive }) { "a task did not sleep" }
            jobs.forEach { it!!.cancel() }
            runBlocking { jobs.forEach { it!!.join() } }
            jobs.fill(null)
        }
        bytes
    }
}

private fun liveHeap(): Long {
    repeat(COLLECTIONS) { System.gc() }
    return ManagementFactory.getMemoryMXBean().heapMemoryUsage.used
}

private fun sleepersWake(tasks: Int): Program {
    var lead = FIRST_LEAD_NANOS
    return Program { times ->
        var nanos = 0L
        repeat(times) {
            var taken = wakeAll(tasks, lead)
            while (taken == null) {
                lead *= 2
                taken = wakeAll(tasks, lead)
            }
            nanos += taken
        }
        nanos
    }
}

/** Nanoseconds from the instant until the last has counted down; null if the instant came before all were asleep. */
private fun wakeAll(tasks: Int, lead: Long): Long? {
    val asleep = Countdown(tasks)
    val awake = Countdown(tasks)
    val instant = System.nanoTime() + lead
    GlobalScope.launch {
        repeat(tasks) {
            GlobalScope.launch {
                asleep.count()
                delay((instant - System.nanoTime()).nanoseconds)
                awake.count()
            }
        }
    }
    runBlocking { asleep.ended() }
    val inTime = System.nanoTime() - instant < 0
    runBlocking { awake.ended() }
    val end = System.nanoTime()
    return if (inTime) end - instant else null
}

private fun channelChain(tasks: Int): Program {
    val first = Channel<Int>(1)
    var last = first
    repeat(tasks) {
        val own = last
        val next = Channel<Int>(1)
        GlobalScope.launch {
            for (number in own) {
                next.send(number + 1)
            }
        }
        last = next
    }
    val end = last
    return Program { times ->
        timed(times) {
            val number =
                runBlocking(Dispatchers.Default) {
                    first.send(1)
                    end.receive()
                }
            check(number == 1 + tasks)
        }
    }
}

private fun skynet() = Program { times ->
    timed(times) {
        val sum = runBlocking { node(0, LEAVES).await() }
        check(sum == LEAVES.toLong() * (LEAVES - 1) / 2)
    }
}

/** A coroutine that returns the sum of so many leaves. */
private fun node(first: Int, leaves: Int): Deferred<Long> =
    GlobalScope.async {
        if (leaves == 1) {
            first.toLong()
        } else {
            val each = leaves / CHILDREN
            val children = Array(CHILDREN) { node(first + it * each, each) }
            var sum = 0L
            for (child in children) {
                sum += child.await()
            }
            sum
        }
    }
