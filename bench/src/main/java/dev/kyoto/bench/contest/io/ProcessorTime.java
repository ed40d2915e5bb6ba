package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The processor time of another process: of all its threads, in user and in kernel mode, in
 * nanoseconds.
 *
 * <p>It is the process's own clock that is read, as {@code clock_getcpuclockid} of POSIX finds it.
 * The columns {@code utime} and {@code stime} of {@code /proc/PID/stat} tell the same in steps of 10
 * ms. {@code /proc/PID/schedstat} is of the first thread alone, and the sum over {@code
 * /proc/PID/task} leaves out the threads that have ended, as compiling threads of a JVM do.
 */
final class ProcessorTime {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final MethodHandle CLOCK_GETCPUCLOCKID =
            call(
                    "clock_getcpuclockid",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle CLOCK_GETTIME =
            call(
                    "clock_gettime",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private ProcessorTime() {}

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, FunctionDescriptor form) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
    }

    /** The time of a process that is alive. */
    static long nanos(long pid) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var clock = arena.allocate(ValueLayout.JAVA_INT);
            var time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            int status = (int) CLOCK_GETCPUCLOCKID.invokeExact((int) pid, clock);
            if (status == 0) {
                int id = clock.get(ValueLayout.JAVA_INT, 0);
                status = (int) CLOCK_GETTIME.invokeExact(id, time);
            }
            if (status != 0) {
                throw new IOException("the clock of process " + pid + " cannot be read");
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the system threw", e);
        }
    }
}
