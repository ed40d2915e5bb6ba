package dev.kyoto.internal.weave;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import org.jspecify.annotations.Nullable;

/** The type of a local variable or of a value on the operand stack, as the verifier sees it. */
sealed interface VType {

    /** What a value is to the verifier if nothing needs to be known about it but its kind. */
    enum Simple implements VType {
        /** Nothing that could be read: never assigned, or the second half of a long or double. */
        TOP(TypeKind.REFERENCE),
        /** An int, and boolean, byte, char and short as well. */
        INT(TypeKind.INT),
        FLOAT(TypeKind.FLOAT),
        LONG(TypeKind.LONG),
        DOUBLE(TypeKind.DOUBLE),
        NULL(TypeKind.REFERENCE),
        /** The receiver of a constructor before it has called another one. */
        UNINITIALIZED_THIS(TypeKind.REFERENCE);

        private final TypeKind kind;

        Simple(TypeKind kind) {
            this.kind = kind;
        }

        @Override
        public TypeKind kind() {
            return kind;
        }

        @Override
        public ClassDesc fieldType() {
            return kind == TypeKind.REFERENCE ? VType.super.fieldType() : kind.upperBound();
        }
    }

    /** A reference to an object or an array. */
    record Reference(ClassDesc type) implements VType {
        // Equality is written out for the reason that is given at MethodKey.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Reference that && type.equals(that.type);
        }

        @Override
        public ClassDesc fieldType() {
            return type;
        }

        @Override
        public int hashCode() {
            return type.hashCode();
        }
    }

    /** An object that was made by the {@code new} at this position, before its constructor. */
    record HalfMade(int position) implements VType {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof HalfMade that && position == that.position;
        }

        @Override
        public int hashCode() {
            return position;
        }
    }

    /** The type of a value that a field, a parameter or a result of this type holds. */
    static VType of(ClassDesc type) {
        if (!type.isPrimitive()) {
            return new Reference(type);
        }
        return switch (TypeKind.from(type).asLoadable()) {
            case FLOAT -> Simple.FLOAT;
            case LONG -> Simple.LONG;
            case DOUBLE -> Simple.DOUBLE;
            case VOID -> Simple.TOP;
            default -> Simple.INT;
        };
    }

    /** Whether it takes two slots. */
    default boolean isWide() {
        return this == Simple.LONG || this == Simple.DOUBLE;
    }

    /** The kind of load and store instructions that move it. */
    default TypeKind kind() {
        return TypeKind.REFERENCE;
    }

    /** The type of a field that holds it. */
    default ClassDesc fieldType() {
        throw new IllegalStateException(this + " is not kept in fields");
    }
}
