package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import dev.kyoto.internal.weave.VType.Simple;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which field holds what while a machine is suspended.
 *
 * <p>Each parameter has a field, set when the machine is made. A parameter that the method never
 * assigns stays there; everything else that is live at an await moves into a field of its exact type
 * at suspension. Fields are numbered by type, so that all sites share them.
 */
final class SpillPlan {

    /**
     * A field of the machine.
     *
     * @param name its name
     * @param type its type
     */
    record Field(String name, ClassDesc type) {
        boolean isReference() {
            return !type.isPrimitive();
        }
    }

    /**
     * A parameter, the receiver included.
     *
     * @param slot its local variable
     * @param type its type
     * @param field what holds it
     * @param assigned whether the method assigns it
     */
    record Parameter(int slot, VType type, Field field, boolean assigned) {}

    /**
     * A value that moves into a field.
     *
     * @param slot the local variable, or -1 for an entry of the stack
     * @param type its type
     * @param field the field, or null for a value that is null and needs none
     */
    record Spill(int slot, VType type, @Nullable Field field) {}

    /**
     * What moves at one site.
     *
     * @param locals the local variables
     * @param stack the entries of the operand stack that are below what the call takes, from the
     *     bottom
     * @param kept the parameters that stay in their fields
     * @param dead the parameters that are never read again
     */
    record AtSite(
            List<Spill> locals, List<Spill> stack, List<Parameter> kept, List<Parameter> dead) {}

    private final Analysis analysis;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<Integer, AtSite> sites = new HashMap<>();
    private final Map<String, Field> spillFields = new LinkedHashMap<>();

    SpillPlan(Analysis analysis) {
        this.analysis = analysis;
        addParameters();
        for (var site : analysis.sites()) {
            sites.put(site.number(), plan(site));
        }
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** All fields but those of parameters. */
    List<Field> spillFields() {
        return List.copyOf(spillFields.values());
    }

    AtSite at(Site site) {
        return Objects.requireNonNull(sites.get(site.number()), "a site of this method");
    }

    /** The parameter that stays in its field, if a slot is one. */
    @Nullable Parameter unassigned(int slot) {
        for (var parameter : parameters) {
            if (parameter.slot() == slot && !parameter.assigned()) {
                return parameter;
            }
        }
        return null;
    }

    private void addParameters() {
        var method = analysis.code().method();
        int slot = 0;
        if (!method.flags().has(AccessFlag.STATIC)) {
            slot = addParameter(slot, analysis.owner().thisClass().asSymbol());
        }
        for (var type : method.methodTypeSymbol().parameterList()) {
            slot = addParameter(slot, type);
        }
    }

    private int addParameter(int slot, ClassDesc type) {
        var vtype = VType.of(type);
        // Booleans and the like keep their own type, as the field is set by a caller's argument.
        var field = new Field("p".concat(Integer.toString(parameters.size())), type);
        boolean assigned = Liveness.isAssigned(analysis.code(), slot);
        parameters.add(new Parameter(slot, vtype, field, assigned));
        return slot + (vtype.isWide() ? 2 : 1);
    }

    private AtSite plan(Site site) {
        var used = new HashMap<ClassDesc, Integer>();
        var live = site.live();
        var locals = new ArrayList<Spill>();
        for (int slot = 0; slot < site.frame().locals().size(); slot++) {
            var type = site.frame().local(slot);
            if (live.get(slot) && type != Simple.TOP && unassigned(slot) == null) {
                locals.add(new Spill(slot, type, field(type, used)));
            }
        }
        var stack = new ArrayList<Spill>();
        for (var type : belowTheCall(site)) {
            if (!(type instanceof HalfMade)) {
                stack.add(new Spill(-1, type, field(type, used)));
            }
        }
        var kept = new ArrayList<Parameter>();
        var dead = new ArrayList<Parameter>();
        for (var parameter : parameters) {
            if (!parameter.assigned()) {
                (isDead(parameter, live) ? dead : kept).add(parameter);
            }
        }
        return new AtSite(locals, stack, kept, dead);
    }

    /** Whether a parameter keeps something alive that is never read again. */
    private static boolean isDead(Parameter parameter, BitSet live) {
        return parameter.field().isReference() && !live.get(parameter.slot());
    }

    /** The stack without what the call takes from it. */
    private List<VType> belowTheCall(Site site) {
        var stack = site.frame().stack();
        var call = (InvokeInstruction) analysis.code().at(site.position());
        int receiver = call.opcode() == Opcode.INVOKESTATIC ? 0 : 1;
        return stack.subList(0, stack.size() - call.typeSymbol().parameterCount() - receiver);
    }

    private @Nullable Field field(VType type, Map<ClassDesc, Integer> used) {
        if (type == Simple.NULL) {
            return null;
        }
        var fieldType = type.fieldType();
        int number = used.getOrDefault(fieldType, 0) + 1;
        used.put(fieldType, number);
        var name = "s".concat(Integer.toString(number)).concat("$").concat(mangled(fieldType));
        var field = new Field(name, fieldType);
        var known = spillFields.putIfAbsent(name, field);
        return known != null ? known : field;
    }

    /** A type as a part of a field's name: readable, and different for different types. */
    private static String mangled(ClassDesc type) {
        return type.descriptorString().replace('/', '_').replace(';', '_').replace('[', '-');
    }
}
