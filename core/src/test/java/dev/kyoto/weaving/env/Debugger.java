package dev.kyoto.weaving.env;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.InconsistentDebugInfoException;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A debugger as an IDE is one: breakpoints on lines of all classes of a package, hidden ones
 * included, steps that pass over libraries, and variables by name.
 */
final class Debugger implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * A place where the program was stopped.
     *
     * @param line the line of the source
     * @param type the class that the code belongs to
     * @param variables what can be seen there, by name
     */
    record Stop(int line, String type, Map<String, String> variables) {
        /** Whether the code is that of a hidden class, as all woven code is. */
        boolean isInHiddenClass() {
            return type.contains("/");
        }
    }

    private final VirtualMachine machine;
    private final String packageName;
    private final Set<Integer> breakpoints;
    private final boolean isStepping;
    private final List<Stop> stops = new ArrayList<>();

    /**
     * Starts a program that waits for {@link #run}.
     *
     * @param options of its JVM
     * @param main its main class
     * @param breakpoints the lines to stop at, in classes of the main class's package
     * @param isStepping whether to step over the line after each breakpoint
     */
    Debugger(String options, String main, Set<Integer> breakpoints, boolean isStepping)
            throws Exception {
        var connector = Bootstrap.virtualMachineManager().defaultConnector();
        var arguments = connector.defaultArguments();
        arguments.get("options").setValue(options);
        arguments.get("main").setValue(main);
        this.machine = connector.launch(arguments);
        this.packageName = main.substring(0, main.lastIndexOf('.'));
        this.breakpoints = breakpoints;
        this.isStepping = isStepping;
    }

    /** Runs the program to its end; answers where it was stopped on the way. */
    List<Stop> run() throws Exception {
        var prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(packageName + ".*");
        prepared.enable();
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            var events = left > 0 ? machine.eventQueue().remove(left) : null;
            if (events == null) {
                throw new AssertionError("the program did not end; stops so far: " + stops);
            }
            if (handle(events)) {
                return stops;
            }
            events.resume();
        }
    }

    /** What the program has printed, once it has ended. */
    String printed() throws IOException {
        var process = machine.process();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Answers true at the end of the program. */
    private boolean handle(EventSet events) throws Exception {
        LocatableEvent stopped = null;
        for (var event : events) {
            switch (event) {
                case ClassPrepareEvent it -> setBreakpoints(it.referenceType());
                case VMDeathEvent _, VMDisconnectEvent _ -> {
                    return true;
                }
                // A step that ends at a breakpoint makes two events of one stop.
                case BreakpointEvent it -> stopped = it;
                case LocatableEvent it -> stopped = stopped == null ? it : stopped;
                default -> {}
            }
        }
        if (stopped != null) {
            if (stopped.location().lineNumber() > 0) { // the class of a lambda has no lines
                stops.add(stop(stopped));
            }
            if (isStepping) {
                stepOver(stopped);
            }
        }
        return false;
    }

    private void setBreakpoints(ReferenceType type) {
        for (int line : breakpoints) {
            for (var location : locations(type, line)) {
                machine.eventRequestManager().createBreakpointRequest(location).enable();
            }
        }
    }

    private static List<Location> locations(ReferenceType type, int line) {
        try {
            return type.locationsOfLine(line);
        } catch (AbsentInformationException noSource) {
            return List.of(); // the class of a lambda
        }
    }

    private void stepOver(LocatableEvent stopped) {
        var requests = machine.eventRequestManager();
        requests.deleteEventRequests(List.copyOf(requests.stepRequests()));
        var step =
                requests.createStepRequest(
                        stopped.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OVER);
        // What every IDE leaves out, and Kyoto as somebody else's library.
        List.of("java.*", "jdk.*", "sun.*", "dev.kyoto.*").forEach(step::addClassExclusionFilter);
        step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        step.enable();
    }

    private static Stop stop(LocatableEvent event) throws Exception {
        var location = event.location();
        return new Stop(
                location.lineNumber(),
                location.declaringType().name(),
                variables(event.thread().frame(0)));
    }

    private static Map<String, String> variables(StackFrame frame)
            throws AbsentInformationException {
        var variables = new TreeMap<String, String>();
        for (var variable : frame.visibleVariables()) {
            variables.put(variable.name(), text(frame, variable));
        }
        return variables;
    }

    private static String text(StackFrame frame, LocalVariable variable) {
        try {
            return frame.getValue(variable) instanceof StringReference text
                    ? text.value()
                    : String.valueOf(frame.getValue(variable));
        } catch (InconsistentDebugInfoException e) {
            return "cannot be read: the slot holds nothing of this type";
        }
    }

    @Override
    public void close() {
        machine.process().destroyForcibly();
    }
}
