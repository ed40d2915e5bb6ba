package dev.kyoto.internal.weave;

import static dev.kyoto.internal.weave.MadeBody.BOX;
import static dev.kyoto.internal.weave.MadeBody.FUTURE;
import static dev.kyoto.internal.weave.MadeBody.KIT;
import static dev.kyoto.internal.weave.MadeBody.SELF;
import static dev.kyoto.internal.weave.MadeBody.await;
import static dev.kyoto.internal.weave.MadeBody.awaits;
import static dev.kyoto.internal.weave.MadeBody.awaitsInt;
import static dev.kyoto.internal.weave.MadeBody.initBox;
import static dev.kyoto.internal.weave.MadeBody.returnInt;
import static dev.kyoto.internal.weave.MadeBody.unbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Methods as no javac of today writes them. Each is woven and does what it does as plain code, or is
 * refused in words that say why; what is refused runs as it is.
 */
@Timeout(60)
final class ByteCodeTest {
    private static final int JAVA_5 = 49;
    private static final int JAVA_6 = 50;

    private static final MethodTypeDesc INT = MethodTypeDesc.of(ConstantDescs.CD_int);

    // ---- What is asserted of each ----

    /** On this thread every await parks, and a future that is pending wakes at once. */
    private static String asPlainCode(AsyncCallable<Object> body) {
        try {
            return "returned " + body.call();
        } catch (Exception e) {
            return "threw " + e;
        }
    }

    private static String woven(
            Weaving.Woven weaving, AsyncCallable<Object> body, int suspensions) {
        var block = weaving.prototype().fresh(body);
        var cx = Context.of(Waker.noop());
        try {
            for (int i = 0; i < suspensions; i++) {
                assertThat(block.poll(cx).isPending()).as("suspended %d times", i + 1).isTrue();
            }
            return "returned " + block.poll(cx).value();
        } catch (RuntimeException e) {
            return "threw " + e;
        }
    }

    private static void isWoven(Supplier<AsyncCallable<Object>> bodies, int suspensions) {
        var body = bodies.get();
        var weaving = Weaver.weave(body);
        assertThat(weaving).isInstanceOf(Weaving.Woven.class);
        assertThat(woven((Weaving.Woven) weaving, body, suspensions))
                .isEqualTo(asPlainCode(bodies.get()));
    }

    private static void isWoven(Consumer<CodeBuilder> code, int suspensions) {
        isWoven(() -> MadeBody.of(code), suspensions);
    }

    private static void isRefused(AsyncCallable<Object> body, String expected, String... why) {
        assertThat(asPlainCode(body)).isEqualTo(expected);
        assertThat(Weaver.weave(body))
                .isInstanceOfSatisfying(
                        Weaving.Refused.class, it -> assertThat(it.reason()).contains(why));
    }

    private static void isRefused(Consumer<CodeBuilder> code, String expected, String... why) {
        isRefused(MadeBody.of(code), expected, why);
    }

    private static Consumer<ClassBuilder> nothingMore() {
        return out -> {};
    }

    // ---- Objects that are half made ----

    @Test
    void anObjectThatNobodyKeepsIsMadeWithoutADup() {
        int before = Kit.Box.made();
        isWoven(
                code -> {
                    awaits(code.new_(BOX), 1);
                    initBox(code);
                    code.invokestatic(BOX, "made", INT);
                    code.pop();
                    awaits(code, 2).areturn();
                },
                2);
        assertThat(Kit.Box.made() - before).as("one of each run").isEqualTo(2);
    }

    @Test
    void anObjectIsMadeAfterItsArguments() {
        isWoven(
                code -> {
                    awaits(code.new_(BOX).dup(), 1);
                    initBox(code).areturn();
                },
                1);
    }

    @Test
    void ofTwoHalfMadeObjectsTheInnerIsMadeFirst() {
        isWoven(
                code -> {
                    code.new_(BOX).dup();
                    awaits(code.new_(BOX).dup(), 1);
                    initBox(code);
                    initBox(code).areturn();
                },
                1);
    }

    @Test
    void anObjectThatIsStoredHalfMadeIsRefused() {
        isRefused(
                code -> {
                    awaits(code.new_(BOX).astore(1).aload(1), 1);
                    initBox(code).aload(1).areturn();
                },
                "returned a box of 1",
                "constructor has not");
    }

    @Test
    void anObjectThatIsCopiedTwiceIsRefused() {
        isRefused(
                code -> {
                    awaits(code.new_(BOX).dup().dup(), 1);
                    initBox(code).pop().areturn();
                },
                "returned a box of 1",
                "new dev.kyoto.internal.weave.Kit$Box",
                "cannot be put off");
    }

    @Test
    void anObjectThatIsCopiedBelowOthersIsRefused() {
        isRefused(
                code -> {
                    code.loadConstant(5).new_(BOX).dup_x1();
                    // object, 5, object
                    awaits(code, 1);
                    initBox(code).pop().areturn();
                },
                "returned a box of 1",
                "cannot be put off");
    }

    @Test
    void anObjectThatIsSwappedIsRefused() {
        isRefused(
                code -> {
                    code.new_(BOX).dup().loadConstant(5).swap();
                    // object, 5, object
                    awaits(code, 1);
                    initBox(code).pop().areturn();
                },
                "returned a box of 1",
                "cannot be put off");
    }

    @Test
    void anObjectThatIsDroppedHalfMadeIsRefusedOrRight() {
        var body =
                MadeBody.of(
                        code -> {
                            awaits(code.new_(BOX), 1).swap().pop().areturn();
                        });
        assertThat(asPlainCode(body)).isEqualTo("returned 1");
        assertRight(body, 1, "returned 1");
    }

    private static void assertRight(AsyncCallable<Object> body, int suspensions, String expected) {
        switch (Weaver.weave(body)) {
            case Weaving.Woven it -> assertThat(woven(it, body, suspensions)).isEqualTo(expected);
            case Weaving.Refused it ->
                    assertThat(it.reason()).doesNotContain("weaving it failed", "JVM has refused");
            case Weaving.Plain it -> assertThat(it.body()).as("it awaits").isNull();
            case Weaving.AwaitOf it -> assertThat(it.body()).as("it does more").isNull();
        }
    }

    // ---- Monitors ----

    private static void loopUnderMonitor(CodeBuilder code, boolean awaitsInside) {
        code.aload(0).dup().astore(1).monitorenter();
        code.iconst_0().istore(2);
        var loop = code.newBoundLabel();
        code.iinc(2, 1);
        if (awaitsInside) {
            awaits(code, 1).pop();
        }
        code.iload(2).loadConstant(3).if_icmplt(loop);
        code.aload(1).monitorexit();
        awaitsInt(code, 10).iload(2).iadd();
        returnInt(code);
    }

    @Test
    void anAwaitBehindALoopUnderAMonitorIsWoven() {
        isWoven(code -> loopUnderMonitor(code, false), 1);
    }

    @Test
    void anAwaitInALoopUnderAMonitorIsRefused() {
        isRefused(code -> loopUnderMonitor(code, true), "returned 13", "synchronized", "Mutex");
    }

    @Test
    void aMonitorThatOneOfTwoWaysHoldsIsRefused() {
        // Structured locking is not asked for by the verifier, so this is legal until it returns.
        isRefused(
                MadeBody.of(
                        code -> {
                            var other = code.newLabel();
                            var join = code.newLabel();
                            code.aload(0).invokevirtual(ConstantDescs.CD_Object, "hashCode", INT);
                            code.iconst_0().iand().ifne(other);
                            code.goto_(join);
                            code.labelBinding(other).aload(0).monitorenter();
                            code.labelBinding(join);
                            awaits(code, 1).areturn();
                        }),
                "returned 1",
                "synchronized");
    }

    // ---- Control flow ----

    /** A loop with two entries: into its middle, and at its top. */
    private static void irreducible(CodeBuilder code, boolean intoTheMiddle) {
        Label top = code.newLabel();
        Label middle = code.newLabel();
        code.iconst_0().istore(1);
        code.loadConstant(intoTheMiddle ? 1 : 0).ifne(middle);
        code.labelBinding(top);
        code.iload(1);
        awaitsInt(code, 1).iadd().istore(1);
        code.labelBinding(middle);
        code.iload(1);
        awaitsInt(code, 10).iadd().istore(1);
        code.iload(1).loadConstant(25).if_icmplt(top);
        code.iload(1);
        returnInt(code);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoopWithTwoEntriesIsWoven(boolean intoTheMiddle) {
        // From the top: 11, 22, 33. From the middle: 10, 21, 32.
        isWoven(code -> irreducible(code, intoTheMiddle), intoTheMiddle ? 5 : 6);
    }

    /** The same around a loop that does not await, which makes headers lead on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoopWithTwoEntriesAroundAPlainOneIsWoven(boolean intoTheMiddle) {
        isWoven(
                code -> {
                    Label top = code.newLabel();
                    Label middle = code.newLabel();
                    code.iconst_0().istore(1).iconst_0().istore(2);
                    code.loadConstant(intoTheMiddle ? 1 : 0).ifne(middle);
                    code.labelBinding(top);
                    code.iload(1);
                    awaitsInt(code, 1).iadd().istore(1);
                    code.labelBinding(middle);
                    var plain = code.newBoundLabel();
                    code.iinc(2, 1);
                    code.iload(2).loadConstant(3).irem().ifne(plain);
                    code.iload(1);
                    awaitsInt(code, 10).iadd().istore(1);
                    code.iload(1).loadConstant(25).if_icmplt(top);
                    code.iload(1).iload(2).iadd();
                    returnInt(code);
                },
                intoTheMiddle ? 5 : 6);
    }

    @Test
    void longsAndDoublesBelowAnAwaitAreKept() {
        isWoven(
                code -> {
                    code.loadConstant(5L).loadConstant(2.5).loadConstant(1.5f).iconst_3();
                    awaitsInt(code, 4).iadd().i2f().fadd().f2d().dadd().d2l().ladd().l2i();
                    returnInt(code);
                },
                1);
    }

    @Test
    void wideValuesAreMovedBetweenAwaits() {
        isWoven(
                code -> {
                    code.loadConstant(7L);
                    awaitsInt(code, 4).i2l().dup2_x2().pop2();
                    // 4, 7 as longs, the lower of which came from the await
                    awaitsInt(code, 100).i2l().ladd().lsub().l2i();
                    returnInt(code);
                },
                2);
    }

    @Test
    void codeThatNothingLeadsToIsLeftAlone() {
        isWoven(
                code -> {
                    var end = code.newLabel();
                    awaits(code, 1).astore(1);
                    code.goto_(end);
                    awaits(code, 2).areturn();
                    code.labelBinding(end).aload(1).areturn();
                },
                1);
    }

    @Test
    void aHandlerThatCoversItselfIsWoven() {
        var until =
                MethodTypeDesc.of(FUTURE, ConstantDescs.CD_int.arrayType(), ConstantDescs.CD_int);
        isWoven(
                code -> {
                    code.iconst_1().newarray(TypeKind.INT).astore(1);
                    var start = code.newBoundLabel();
                    await(code.aload(1).iconst_4().invokestatic(KIT, "failingUntil", until));
                    code.areturn();
                    var handler = code.newBoundLabel();
                    code.pop();
                    await(code.aload(1).iconst_4().invokestatic(KIT, "failingUntil", until));
                    code.areturn();
                    var end = code.newBoundLabel();
                    code.exceptionCatchAll(start, end, handler);
                },
                4);
    }

    @Test
    void aHandlerThatBeginsWithAnAwaitKeepsWhatItHasCaught() {
        isWoven(
                code -> {
                    var start = code.newBoundLabel();
                    await(code.invokestatic(KIT, "failing", MethodTypeDesc.of(FUTURE)));
                    code.areturn();
                    var end = code.newBoundLabel();
                    var handler = code.newBoundLabel();
                    // The failure stays on the stack, below the await.
                    awaits(code, 3).pop();
                    code.invokevirtual(
                            ConstantDescs.CD_Throwable,
                            "getMessage",
                            MethodTypeDesc.of(ConstantDescs.CD_String));
                    code.areturn();
                    code.exceptionCatchAll(start, end, handler);
                },
                2);
    }

    // ---- Class files of old compilers ----

    /** Returns 1 or 2 after a branch, behind a jump that only a stack map would explain. */
    private static void branching(CodeBuilder code) {
        var second = code.newLabel();
        var end = code.newLabel();
        code.aload(0).ifnull(second);
        awaits(code, 1).astore(1);
        code.goto_(end);
        code.labelBinding(second);
        code.ldc("two").astore(1);
        code.labelBinding(end);
        awaits(code, 2).pop().aload(1).areturn();
    }

    @Test
    void aMethodWithoutBranchesNeedsNoStackMaps() {
        isWoven(
                () ->
                        MadeBody.of(
                                JAVA_5,
                                code -> {
                                    awaitsInt(code, 1);
                                    awaitsInt(code, 2).iadd();
                                    returnInt(code);
                                },
                                nothingMore()),
                2);
    }

    private static void isRefusedWithoutStackMaps(Consumer<CodeBuilder> code, String expected) {
        isRefused(MadeBody.of(JAVA_5, code, nothingMore()), expected, "stack maps", "Java 7");
    }

    @Test
    void aMethodWithBranchesAndWithoutStackMapsIsRefused() {
        isRefusedWithoutStackMaps(ByteCodeTest::branching, "returned 1");
        isRefusedWithoutStackMaps(
                code -> {
                    var await = code.newLabel();
                    code.goto_(await);
                    code.labelBinding(await);
                    awaits(code, 1).areturn();
                },
                "returned 1");
        isRefusedWithoutStackMaps(code -> irreducible(code, true), "returned 32");
        isRefusedWithoutStackMaps(
                code -> {
                    var end = code.newLabel();
                    code.iconst_1().lookupswitch(end, List.of(SwitchCase.of(3, end)));
                    code.labelBinding(end);
                    awaits(code, 1).areturn();
                },
                "returned 1");
        isRefusedWithoutStackMaps(
                code -> {
                    var start = code.newBoundLabel();
                    code.aconst_null().athrow();
                    var end = code.newBoundLabel();
                    code.pop();
                    awaits(code, 1).areturn();
                    code.exceptionCatchAll(start, end, end);
                },
                "returned 1");
    }

    @Test
    void aMethodOfJava6HasStackMapsAndIsWoven() {
        isWoven(() -> MadeBody.of(JAVA_6, ByteCodeTest::branching, nothingMore()), 2);
    }

    @Test
    void aSubroutineIsRefused() {
        isRefused(
                MadeBody.of(
                        JAVA_5,
                        code -> {
                            var subroutine = code.newLabel();
                            code.with(DiscontinuedInstruction.JsrInstruction.of(subroutine));
                            awaits(code, 1).areturn();
                            code.labelBinding(subroutine);
                            code.astore(1);
                            code.with(DiscontinuedInstruction.RetInstruction.of(1));
                        },
                        nothingMore()),
                "returned 1",
                "old compilers",
                "Java 7");
    }

    // ---- Size and names ----

    private static void filled(CodeBuilder code, int bytes) {
        code.iconst_0().istore(1);
        awaits(code, 1).pop();
        for (int i = 0; i < bytes / 3; i++) {
            code.iinc(1, 1);
        }
        code.iload(1);
        returnInt(code);
    }

    @Test
    void aMethodThatHasNoRoomForAPollIsRefused() {
        isRefused(
                code -> filled(code, 65_490),
                "returned " + 65_490 / 3,
                "64 KB",
                "split the method");
    }

    @Test
    void aLargeMethodIsWoven() {
        isWoven(code -> filled(code, 60_000), 1);
    }

    @Test
    void jumpsOverMoreThan32KilobytesAreWoven() {
        isWoven(
                code -> {
                    code.iconst_0().istore(1);
                    var loop = code.newBoundLabel();
                    awaits(code, 1).pop();
                    for (int i = 0; i < 15_000; i++) {
                        code.iinc(1, 1);
                    }
                    code.iload(1).loadConstant(45_000).if_icmplt(loop);
                    code.iload(1);
                    returnInt(code);
                },
                3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while", "two words", "a-b", "1", "(", ")V", ":", "$", "$$Kyoto$$",
                        "ünï\uD83D\uDE00",
                "poll", "fresh", "cancel", "awaiting", "state", "\n", "\"", "'", "\\", "*"
            })
    void aCalleeMayHaveAnyLegalName(String name) {
        Consumer<ClassBuilder> callee =
                out ->
                        out.withMethodBody(
                                name,
                                MethodTypeDesc.of(ConstantDescs.CD_Object),
                                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                code -> awaits(code, 1).areturn());
        isWoven(
                () ->
                        MadeBody.of(
                                ClassFile.latestMajorVersion(),
                                code -> {
                                    code.invokestatic(
                                            SELF, name, MethodTypeDesc.of(ConstantDescs.CD_Object));
                                    unbox(code);
                                    awaitsInt(code, 2).iadd();
                                    returnInt(code);
                                },
                                callee),
                2);
    }
}
