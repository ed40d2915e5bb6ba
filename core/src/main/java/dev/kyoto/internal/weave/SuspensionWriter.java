package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_int;

import dev.kyoto.internal.weave.VType.Simple;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;

/** Writes how values move between the fields of a machine and the locals of its {@code poll}. */
final class SuspensionWriter {
    private final CodeBuilder out;
    private final ClassDesc self;
    private final SpillPlan spills;
    private final Slots slots;

    SuspensionWriter(CodeBuilder out, ClassDesc self, SpillPlan spills, Slots slots) {
        this.out = out;
        this.self = self;
        this.spills = spills;
        this.slots = slots;
    }

    /** At the await, with its operands and Pending on the stack: keeps all and returns Pending. */
    void suspend(Site site) {
        var plan = spills.at(site);
        out.pop();
        for (var value : plan.stack().reversed()) {
            var field = value.field();
            if (field == null) {
                out.pop();
                continue;
            }
            out.storeLocal(value.type().kind(), slots.temporary());
            out.aload(Slots.MACHINE).loadLocal(value.type().kind(), slots.temporary());
            out.putfield(self, field.name(), field.type());
        }
        for (var local : plan.locals()) {
            var field = local.field();
            if (field != null) {
                out.aload(Slots.MACHINE).loadLocal(local.type().kind(), Slots.moved(local.slot()));
                out.putfield(self, field.name(), field.type());
            }
        }
        for (var dead : plan.dead()) {
            out.aload(Slots.MACHINE).aconst_null();
            out.putfield(self, dead.field().name(), dead.field().type());
        }
        out.aload(Slots.MACHINE).aload(slots.future());
        out.putfield(Names.MACHINE, "awaiting", Names.FUTURE);
        out.aload(Slots.MACHINE).loadConstant(site.number());
        out.putfield(Names.MACHINE, "state", CD_int);
        out.getstatic(Names.MACHINE, "PENDING", Names.POLL).areturn();
    }

    /** Puts all back: locals, the awaited future, the operands below it. */
    void resume(Site site) {
        var plan = spills.at(site);
        for (var parameter : plan.kept()) {
            load(parameter);
        }
        for (var local : plan.locals()) {
            take(local);
            out.storeLocal(local.type().kind(), Slots.moved(local.slot()));
        }
        out.aload(Slots.MACHINE).getfield(Names.MACHINE, "awaiting", Names.FUTURE);
        // The field keeps it until the next suspension: one store less in each, and what is
        // suspended keeps no more alive than it waits for.
        out.astore(slots.future());
        for (var value : plan.stack()) {
            take(value);
        }
    }

    private void load(SpillPlan.Parameter parameter) {
        var field = parameter.field();
        out.aload(Slots.MACHINE).getfield(self, field.name(), field.type());
        out.storeLocal(parameter.type().kind(), Slots.moved(parameter.slot()));
    }

    /** Pushes a value out of its field; the field must not keep it alive. */
    private void take(SpillPlan.Spill value) {
        var field = value.field();
        if (field == null) {
            out.aconst_null();
            return;
        }
        out.aload(Slots.MACHINE).getfield(self, field.name(), field.type());
        if (field.isReference()) {
            out.aload(Slots.MACHINE).aconst_null();
            out.putfield(self, field.name(), field.type());
        }
    }

    /**
     * Gives each local that is needed at a loop header a value of the type that it has there: its
     * own where the site has kept it, else any. The loop's body is not run before {@link #resume}.
     */
    void fill(Site site, LoopDispatch.Header header) {
        var plan = spills.at(site);
        for (int slot = 0; slot < header.frame().locals().size(); slot++) {
            var type = header.frame().local(slot);
            if (!header.live().get(slot) || type == Simple.TOP) {
                continue;
            }
            var parameter = spills.unassigned(slot);
            if (parameter != null) {
                load(parameter);
                continue;
            }
            pushKept(plan, slot, type);
            out.storeLocal(type.kind(), Slots.moved(slot));
        }
    }

    private void pushKept(SpillPlan.AtSite plan, int slot, VType type) {
        for (var local : plan.locals()) {
            var field = local.field();
            if (local.slot() == slot && local.type().equals(type) && field != null) {
                out.aload(Slots.MACHINE).getfield(self, field.name(), field.type());
                return;
            }
        }
        switch (type.kind()) {
            case INT -> out.iconst_0();
            case LONG -> out.lconst_0();
            case FLOAT -> out.fconst_0();
            case DOUBLE -> out.dconst_0();
            default -> out.aconst_null();
        }
    }
}
