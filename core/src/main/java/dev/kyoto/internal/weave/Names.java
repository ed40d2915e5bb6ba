package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_CallSite;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_MethodType;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Objects;

/** The classes and methods of Kyoto that the code of machines refers to. */
final class Names {
    static final ClassDesc FUTURE = desc(Future.class);
    static final ClassDesc CONTEXT = desc(Context.class);
    static final ClassDesc POLL = desc(Poll.class);
    static final ClassDesc READY = desc(Poll.Ready.class);
    static final ClassDesc MACHINE = desc(Machine.class);
    static final ClassDesc BLOCK_MACHINE = desc(BlockMachine.class);
    static final ClassDesc CALLEE_MACHINE = desc(CalleeMachine.class);
    static final ClassDesc ILLEGAL_STATE = desc(IllegalStateException.class);
    static final ClassDesc RUNTIME_EXCEPTION = desc(RuntimeException.class);
    static final ClassDesc STACK_TRACE_ELEMENT = desc(StackTraceElement.class);

    static final ClassDesc OBJECTS = desc(Objects.class);

    static final MethodTypeDesc REQUIRE_TYPE = MethodTypeDesc.of(CD_Object, CD_Object);
    static final MethodTypeDesc POLL_TYPE = MethodTypeDesc.of(POLL, CONTEXT);
    static final MethodTypeDesc READY_TYPE = MethodTypeDesc.of(POLL, CD_Object);
    static final MethodTypeDesc VALUE_TYPE = MethodTypeDesc.of(CD_Object);
    static final MethodTypeDesc POLLED_AGAIN_TYPE = MethodTypeDesc.of(ILLEGAL_STATE);
    static final MethodTypeDesc FAILURE_TYPE = MethodTypeDesc.of(RUNTIME_EXCEPTION, CD_Throwable);
    static final MethodTypeDesc TRACE_TYPE =
            MethodTypeDesc.of(CD_void, CD_Throwable, CD_Throwable, CD_int);
    static final MethodTypeDesc FRAME_TYPE = MethodTypeDesc.of(STACK_TRACE_ELEMENT, CD_int);
    static final MethodTypeDesc NEW_FRAME_TYPE =
            MethodTypeDesc.of(CD_void, CD_String, CD_String, CD_String, CD_int);
    static final MethodTypeDesc FRESH_TYPE = MethodTypeDesc.of(BLOCK_MACHINE, CD_Object);

    private static final ClassDesc BOOTSTRAPS = desc(Bootstraps.class);

    private Names() {}

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** A bootstrap method of {@link Bootstraps} that takes these static arguments. */
    static DirectMethodHandleDesc bootstrap(String name, ClassDesc... arguments) {
        return MethodHandleDesc.ofMethod(
                DirectMethodHandleDesc.Kind.STATIC,
                BOOTSTRAPS,
                name,
                MethodTypeDesc.of(CD_CallSite, CD_MethodHandles_Lookup, CD_String, CD_MethodType)
                        .insertParameterTypes(3, arguments));
    }
}
