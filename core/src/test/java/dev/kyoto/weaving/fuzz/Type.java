package dev.kyoto.weaving.fuzz;

import java.util.List;

/** The types that programs compute with. */
enum Type {
    INT("int", "Integer"),
    LONG("long", "Long"),
    DOUBLE("double", "Double"),
    FLOAT("float", "Float"),
    BOOLEAN("boolean", "Boolean"),
    CHAR("char", "Character"),
    BYTE("byte", "Byte"),
    SHORT("short", "Short"),
    STRING("String"),
    BOXED_INT("Integer"),
    BOXED_LONG("Long"),
    INTS("int[]"),
    STRINGS("String[]"),
    OBJECT("Object"),
    POINT("Point"),
    PAIR("Pair"),
    COLOR("Color"),
    SHAPE("Shape"),
    LIST("List<String>");

    static final List<Type> ALL = List.of(values());
    static final List<Type> NUMBERS = List.of(INT, LONG, DOUBLE, FLOAT, CHAR, BYTE, SHORT);
    static final List<Type> INTEGRALS = List.of(INT, LONG, CHAR, BYTE, SHORT);

    /** What a value that is printed may have: no array, whose text is its address. */
    static final List<Type> PRINTABLE =
            ALL.stream().filter(it -> it != INTS && it != STRINGS).toList();

    /** How sources name it. */
    final String java;

    /** How sources name it where a type argument stands. */
    final String boxed;

    Type(String java) {
        this(java, java);
    }

    Type(String java, String boxed) {
        this.java = java;
        this.boxed = boxed;
    }

    boolean isPrimitive() {
        return this == BOOLEAN || isNumber();
    }

    boolean isNumber() {
        return NUMBERS.contains(this);
    }

    boolean isIntegral() {
        return INTEGRALS.contains(this);
    }

    /** An expression of this type that needs no name and cannot fail. */
    String plainValue() {
        return switch (this) {
            case INT -> "0";
            case LONG -> "0L";
            case DOUBLE -> "0.0";
            case FLOAT -> "0.0f";
            case BOOLEAN -> "false";
            case CHAR -> "'0'";
            case BYTE, SHORT -> "(" + java + ") 0";
            case STRING -> "\"\"";
            case INTS -> "new int[3]";
            case STRINGS -> "new String[] {\"p\", \"q\"}";
            case BOXED_INT -> "Integer.valueOf(3)";
            case BOXED_LONG -> "Long.valueOf(4L)";
            case COLOR -> "Color.RED";
            case POINT -> "new Point(5, 6L)";
            case PAIR -> "new Pair(\"left\", new Circle(1))";
            case SHAPE -> "new Tag(\"tag\", new Circle(2))";
            case LIST -> "new ArrayList<>(List.of(\"e\"))";
            case OBJECT -> "null";
        };
    }
}
