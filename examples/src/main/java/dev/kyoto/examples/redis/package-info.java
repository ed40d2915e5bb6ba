/**
 * Mini-redis: a server that redis-cli and redis-benchmark cannot tell from Redis 7.0, for the
 * commands it knows, and a model of how a program on Kyoto is put together.
 *
 * <p>It has two halves. The <em>engine</em> holds the data and knows the rules; it is plain Java
 * that never waits, so it is tested without a network and with a clock of the test's own. The
 * <em>server</em> waits for sockets and knows no command. Between them stand two values, a {@code
 * Request} and a {@code Reply}, and the codec that reads and writes them:
 *
 * <pre>
 *   MiniRedis     arguments, runtime, exit status          CommandLine, ExitHook, Settings
 *   Server        accept loop, one task for each client    Shutdown
 *   Connection    read, execute, write: the client's task  Output
 *   ───────────────────────────────────────────────────────────────────────────
 *   codec         bytes to Request, Reply to bytes         RequestDecoder, InlineWords, ReplyEncoder
 *   ───────────────────────────────────────────────────────────────────────────
 *   Engine        one lock, one command at a time          Session, Outbox
 *   commands      CommandTable: name, arity, handler       StringCommands, ListCommands, …
 *   data          Database: keys, values, deadlines        StringValue, ListValue, …; PubSub
 * </pre>
 *
 * <p><b>Shared state.</b> All clients share the engine, and one lock guards it. That is not a
 * stopgap: a command takes about a microsecond and nothing under the lock ever awaits, so a task
 * holds it for less time than a message to an actor would take to deliver, and atomic commands,
 * which Redis promises, come for free. The rule to copy is: guard by a plain lock what is short and
 * never waits; what waits is done outside of it. A lock that must be held across an await would be
 * {@code dev.kyoto.sync.Mutex}; there is none here.
 *
 * <p><b>One task per client.</b> A connection is a loop in direct style, and its fields belong to
 * its task alone. Only its {@code Output} is written by others, when they publish messages; it has
 * its own small lock and wakes the task. Everything else that could come meanwhile, such as the end
 * of the server, is an arm of the one {@code select} in the loop. To be sure that nothing is lost
 * there, look at what each arm says on cancellation.
 *
 * <p><b>Bounds.</b> Nothing a client does can take memory without end: lengths that are only
 * announced allocate nothing, lines and requests have a longest size, a client that does not read
 * its answers is not read from either and is dropped after a while, and one that does not read its
 * messages is dropped when too many wait. What goes wrong with one client ends with that client.
 *
 * <p><b>The end.</b> A signal requests the shutdown. The accept loop closes its port; each
 * connection answers what it has received and ends by itself; the runtime is drained for a few
 * seconds, and whoever is left then is cut off.
 */
@NullMarked
package dev.kyoto.examples.redis;

import org.jspecify.annotations.NullMarked;
