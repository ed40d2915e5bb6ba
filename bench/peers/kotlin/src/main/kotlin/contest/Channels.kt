@file:OptIn(DelicateCoroutinesApi::class)

package contest

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

private const val SENDERS = 5
private const val ROOMY = 1_000_000
private const val TIGHT = 100
private const val REQUESTS = 10
private const val ROUNDS = 100
private const val BROADCAST = 1_000

/** The channels: mpsc, request and reply, broadcast, watch, and the select between two. */
fun channelProgram(row: Row): Program? =
    when (row.name) {
        "mpsc_create_1", "mpsc_create_100", "mpsc_create_100000" -> create(row.parameter)
        "mpsc_send_512" -> sendOne(512)
        "mpsc_send_32k" -> sendOne(32 * 1024)
        "mpsc_contention_bounded" -> contended(row.operations, ROOMY, ::receiveEach)
        "mpsc_contention_bounded_many" -> contended(row.operations, ROOMY, ::receiveMany)
        "mpsc_contention_bounded_full" -> contended(row.operations, TIGHT, ::receiveEach)
        "mpsc_contention_bounded_full_many" -> contended(row.operations, TIGHT, ::receiveMany)
        "mpsc_contention_unbounded" -> contended(row.operations, Channel.UNLIMITED, ::receiveEach)
        "mpsc_contention_unbounded_many" -> contended(row.operations, Channel.UNLIMITED, ::receiveMany)
        "mpsc_uncontended_bounded" -> uncontended(row.operations, ROOMY, ::receiveEach)
        "mpsc_uncontended_bounded_many" -> uncontended(row.operations, ROOMY, ::receiveMany)
        "mpsc_uncontended_unbounded" -> uncontended(row.operations, Channel.UNLIMITED, ::receiveEach)
        "mpsc_uncontended_unbounded_many" -> uncontended(row.operations, Channel.UNLIMITED, ::receiveMany)
        "ct_request_reply" -> requestReplyInTheLoop(row.operations)
        "mt_request_reply" -> requestReply(row.operations)
        "broadcast_10", "broadcast_100", "broadcast_1000" -> broadcastRounds(row.parameter)
        "watch_10", "watch_100", "watch_1000" -> watchRounds(row.parameter)
        "select_two" -> selectTwo(row.operations)
        else -> null
    }

private fun create(capacity: Int): Program {
    // Keeps what was made for a while, so that it is made.
    val made = arrayOfNulls<Channel<LongArray>>(64)
    var turn = 0
    return Program { times -> timed(times) { made[turn++ and 63] = Channel(capacity) } }
}

private fun sendOne(size: Int): Program {
    val channel = Channel<ByteArray>(1_000)
    val values = arrayOf(ByteArray(size), ByteArray(size))
    var turn = 0
    return Program { times ->
        timed(times) {
            val value = values[turn]
            turn = 1 - turn
            check(channel.trySend(value).isSuccess)
            check(channel.tryReceive().getOrThrow() === value)
        }
    }
}

/** Receives so many messages, and returns the sum of their numbers. */
private typealias Receive = suspend (ReceiveChannel<Int>, Int) -> Int

private suspend fun receiveEach(channel: ReceiveChannel<Int>, messages: Int): Int {
    var sum = 0
    repeat(messages) { sum += channel.receive() }
    return sum
}

/** In batches: what there is, up to so many, after a wait for the first. */
private suspend fun receiveMany(channel: ReceiveChannel<Int>, messages: Int): Int {
    val batch = ArrayList<Int>(messages)
    var received = 0
    var sum = 0
    while (received < messages) {
        batch += channel.receive()
        while (batch.size < messages) {
            batch += channel.tryReceive().getOrNull() ?: break
        }
        received += batch.size
        for (number in batch) {
            sum += number
        }
        batch.clear()
    }
    return sum
}

private suspend fun sendAll(channel: SendChannel<Int>, capacity: Int, numbers: Int) {
    if (capacity == Channel.UNLIMITED) {
        for (number in 0..<numbers) {
            check(channel.trySend(number).isSuccess)
        }
    } else {
        for (number in 0..<numbers) {
            channel.send(number)
        }
    }
}

private fun contended(messages: Int, capacity: Int, receive: Receive): Program {
    val each = messages / SENDERS
    return Program { times ->
        timed(times) {
            val sum =
                runBlocking(Dispatchers.Default) {
                    val channel = Channel<Int>(capacity)
                    repeat(SENDERS) { GlobalScope.launch { sendAll(channel, capacity, each) } }
                    receive(channel, messages)
                }
            check(sum == SENDERS * each * (each - 1) / 2)
        }
    }
}

private fun uncontended(messages: Int, capacity: Int, receive: Receive) = Program { times ->
    timed(times) {
        val sum = runBlocking {
            val channel = Channel<Int>(capacity)
            sendAll(channel, capacity, messages)
            receive(channel, messages)
        }
        check(sum == messages * (messages - 1) / 2)
    }
}

private fun CoroutineScope.serve(requests: ReceiveChannel<CompletableDeferred<Int>>) = launch {
    var served = 0
    for (reply in requests) {
        reply.complete(++served)
    }
}

private suspend fun ask(server: SendChannel<CompletableDeferred<Int>>, requests: Int): Int {
    var last = 0
    repeat(requests) {
        val reply = CompletableDeferred<Int>()
        server.send(reply)
        last = reply.await()
    }
    return last
}

private fun requestReply(requests: Int): Program {
    val server = Channel<CompletableDeferred<Int>>(REQUESTS)
    GlobalScope.serve(server)
    var served = 0
    return Program { times ->
        timed(times) {
            served += requests
            check(runBlocking(Dispatchers.Default) { ask(server, requests) } == served)
        }
    }
}

/** The server lives in the event loop, and so no longer than a batch. */
private fun requestReplyInTheLoop(requests: Int) = Program { times ->
    runBlocking {
        val server = Channel<CompletableDeferred<Int>>(REQUESTS)
        serve(server)
        var served = 0
        val nanos =
            timed(times) {
                served += requests
                check(ask(server, requests) == served)
            }
        server.close()
        nanos
    }
}

/** What the receivers of a number have yet to do: the length of the strings that they owe together. */
private class Owed {
    private val length = AtomicInteger()
    private val none = Channel<Unit>(Channel.CONFLATED)

    fun expect(number: Int, receivers: Int) {
        val each = if (number < 10) 1 else 2
        check(length.getAndSet(each * receivers) == 0) { "receivers did too little" }
    }

    fun work(number: Int) {
        val text = number.toString()
        if (length.addAndGet(-text.length) == 0) {
            none.trySend(Unit)
        }
    }

    suspend fun settled() {
        while (length.get() > 0) {
            none.receive()
        }
    }
}

private fun broadcastRounds(receivers: Int): Program {
    val flow = MutableSharedFlow<Int>(extraBufferCapacity = BROADCAST)
    val owed = Owed()
    repeat(receivers) { GlobalScope.launch { flow.collect { owed.work(it) } } }
    runBlocking { flow.subscriptionCount.first { it == receivers } }
    return rounds(receivers, owed) { check(flow.tryEmit(it)) }
}

private fun watchRounds(receivers: Int): Program {
    val none = -1
    val flow = MutableStateFlow(none)
    val owed = Owed()
    repeat(receivers) {
        GlobalScope.launch {
            flow.collect {
                if (it != none) {
                    owed.work(it)
                }
            }
        }
    }
    runBlocking { flow.subscriptionCount.first { it == receivers } }
    return rounds(receivers, owed) { flow.value = it }
}

private inline fun rounds(receivers: Int, owed: Owed, crossinline send: (Int) -> Unit) = Program { times ->
    timed(times) {
        runBlocking(Dispatchers.Default) {
            for (number in 0..<ROUNDS) {
                owed.expect(number, receivers)
                send(number)
                owed.settled()
            }
        }
    }
}

private fun selectTwo(messages: Int): Program {
    val each = messages / 2
    return Program { times ->
        timed(times) {
            val sum =
                runBlocking(Dispatchers.Default) {
                    val left = filled(each)
                    val right = filled(each)
                    var sum = 0
                    repeat(messages) {
                        sum +=
                            select<Int> {
                                left.onReceive { it }
                                right.onReceive { it }
                            }
                    }
                    sum
                }
            check(sum == each * (each - 1))
        }
    }
}

/** A channel that a coroutine fills with numbers. */
private fun filled(messages: Int): ReceiveChannel<Int> {
    val channel = Channel<Int>(TIGHT)
    GlobalScope.launch { sendAll(channel, TIGHT, messages) }
    return channel
}
