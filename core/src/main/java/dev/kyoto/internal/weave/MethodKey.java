package dev.kyoto.internal.weave;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import org.jspecify.annotations.Nullable;

/**
 * A method, by names alone.
 *
 * <p>Equality is written out: what the compiler makes of a record is linked by the JVM at its first
 * use, which takes milliseconds, and the first block of a process waits for that.
 *
 * @param owner the class that declares it, with slashes
 * @param name its name
 * @param descriptor its type
 */
record MethodKey(String owner, String name, String descriptor) {

    static MethodKey of(ClassModel owner, MethodModel method) {
        return new MethodKey(
                owner.thisClass().asInternalName(),
                method.methodName().stringValue(),
                method.methodType().stringValue());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MethodKey that
                && owner.equals(that.owner)
                && name.equals(that.name)
                && descriptor.equals(that.descriptor);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * owner.hashCode() + name.hashCode()) + descriptor.hashCode();
    }

    /** Class and method as in a stack trace. */
    @Override
    public String toString() {
        return ClassFiles.binaryName(owner).concat(".").concat(name);
    }
}
