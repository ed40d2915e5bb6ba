package dev.kyoto.internal.weave;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A body whose class is written instruction by instruction, in a class loader of its own. */
final class MadeBody {
    static final ClassDesc SELF = ClassDesc.of("made.Body");
    static final ClassDesc KIT = Kit.class.describeConstable().orElseThrow();
    static final ClassDesc BOX = Kit.Box.class.describeConstable().orElseThrow();
    static final ClassDesc FUTURE = Future.class.describeConstable().orElseThrow();

    private static final ClassDesc BODY = AsyncCallable.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc AWAIT = MethodTypeDesc.of(ConstantDescs.CD_Object);
    private static final MethodTypeDesc GATE = MethodTypeDesc.of(FUTURE, ConstantDescs.CD_int);

    private MadeBody() {}

    /** A body with this code, of a method that returns an object. */
    static AsyncCallable<Object> of(Consumer<CodeBuilder> code) {
        return of(ClassFile.latestMajorVersion(), code, out -> {});
    }

    /** As above, for a class file of an older version and with further members. */
    static AsyncCallable<Object> of(
            int version, Consumer<CodeBuilder> code, Consumer<ClassBuilder> more) {
        var bytes =
                ClassFile.of()
                        .build(
                                SELF,
                                out -> {
                                    out.withVersion(version, 0);
                                    out.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER);
                                    out.withInterfaceSymbols(BODY);
                                    out.withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            ConstantDescs.MTD_void,
                                            ClassFile.ACC_PUBLIC,
                                            it ->
                                                    it.aload(0)
                                                            .invokespecial(
                                                                    ConstantDescs.CD_Object,
                                                                    ConstantDescs.INIT_NAME,
                                                                    ConstantDescs.MTD_void)
                                                            .return_());
                                    out.withMethodBody(
                                            "call",
                                            MethodTypeDesc.of(ConstantDescs.CD_Object),
                                            ClassFile.ACC_PUBLIC,
                                            code);
                                    more.accept(out);
                                });
        return instance(bytes);
    }

    @SuppressWarnings("unchecked") // it was written to be one
    private static AsyncCallable<Object> instance(byte[] bytes) {
        try {
            var type = new Loader(bytes).loadClass("made.Body");
            return (AsyncCallable<Object>) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static final class Loader extends ClassLoader {
        private final byte[] bytes;

        Loader(byte[] bytes) {
            super(MadeBody.class.getClassLoader());
            this.bytes = bytes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals("made.Body")) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.equals("made/Body.class")
                    ? new ByteArrayInputStream(bytes)
                    : super.getResourceAsStream(name);
        }
    }

    /** Awaits a number, which is pending once. */
    static CodeBuilder awaits(CodeBuilder code, int value) {
        return await(code.loadConstant(value).invokestatic(KIT, "gate", GATE));
    }

    /** Awaits the future on the stack. */
    static CodeBuilder await(CodeBuilder code) {
        return code.invokeinterface(FUTURE, "await", AWAIT);
    }

    /** Awaits an int. */
    static CodeBuilder awaitsInt(CodeBuilder code, int value) {
        return unbox(awaits(code, value));
    }

    static CodeBuilder unbox(CodeBuilder code) {
        return code.checkcast(ConstantDescs.CD_Integer)
                .invokevirtual(
                        ConstantDescs.CD_Integer,
                        "intValue",
                        MethodTypeDesc.of(ConstantDescs.CD_int));
    }

    /** Returns the int on the stack as an object. */
    static CodeBuilder returnInt(CodeBuilder code) {
        return code.invokestatic(
                        ConstantDescs.CD_Integer,
                        "valueOf",
                        MethodTypeDesc.of(ConstantDescs.CD_Integer, ConstantDescs.CD_int))
                .areturn();
    }

    /** The constructor of a box. */
    static CodeBuilder initBox(CodeBuilder code) {
        return code.invokespecial(
                BOX,
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object));
    }
}
