package dev.kyoto.internal.weave;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** The classes that wrap primitive values. */
final class Boxes {

    private Boxes() {}

    static ClassDesc of(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "Z" -> ConstantDescs.CD_Boolean;
            case "B" -> ConstantDescs.CD_Byte;
            case "C" -> ConstantDescs.CD_Character;
            case "S" -> ConstantDescs.CD_Short;
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "F" -> ConstantDescs.CD_Float;
            case "D" -> ConstantDescs.CD_Double;
            default -> throw new IllegalArgumentException(primitive + " has no box");
        };
    }
}
