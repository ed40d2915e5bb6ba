package dev.kyoto;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public face of some types as text: one line a type, one line a member, sorted.
 *
 * <p>Nullness is part of a signature and shows in it. What a public type inherits from a type that
 * users cannot name counts as its own.
 */
public final class ApiDump {

    private static final Path CLASSES = Path.of("target", "classes");

    private static final Set<String> SHOWN_ANNOTATIONS =
            Set.of("CheckReturnValue", "Deprecated", "FunctionalInterface");

    private ApiDump() {}

    /** The types in the packages that this module exports to everybody. */
    public static List<Class<?>> exportedTypes() throws IOException, ClassNotFoundException {
        var result = new ArrayList<Class<?>>();
        for (var name : Snippets.exportedPackages()) {
            try (var files = Files.list(CLASSES.resolve(name.replace('.', '/')))) {
                for (var file : files.map(it -> it.getFileName().toString()).sorted().toList()) {
                    if (file.endsWith(".class") && !file.equals("package-info.class")) {
                        var type =
                                name + "." + file.substring(0, file.length() - ".class".length());
                        result.add(Class.forName(type, false, ApiDump.class.getClassLoader()));
                    }
                }
            }
        }
        return result;
    }

    /** Renders the visible types among the given ones. */
    public static List<String> render(Collection<Class<?>> types) {
        var lines = new ArrayList<String>();
        types.stream()
                .filter(ApiDump::isVisible)
                .sorted(Comparator.comparing(Class::getName))
                .forEach(
                        type -> {
                            lines.add(header(type));
                            members(type).forEach(it -> lines.add("    " + it));
                            lines.add("");
                        });
        return lines;
    }

    /** What was taken away ({@code -}) and what came ({@code +}), each with the type it is in. */
    public static List<String> difference(List<String> before, List<String> after) {
        var old = qualified(before);
        var now = qualified(after);
        var result = new ArrayList<String>();
        old.stream().filter(it -> !now.contains(it)).forEach(it -> result.add("- " + it));
        now.stream().filter(it -> !old.contains(it)).forEach(it -> result.add("+ " + it));
        return result;
    }

    private static Set<String> qualified(List<String> lines) {
        var result = new TreeSet<String>();
        var type = "";
        for (var line : lines) {
            if (line.startsWith(" ")) {
                result.add(type + "  ::  " + line.strip());
            } else if (!line.isBlank()) {
                type = line.replaceFirst("^.*?(class|interface|record|enum) ([^ <]+).*$", "$2");
                result.add(line);
            }
        }
        return result;
    }

    private static boolean isVisible(Class<?> type) {
        var outer = type.getDeclaringClass();
        return !type.isSynthetic()
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && isVisible(type.getModifiers())
                && (outer == null || isVisible(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        var line = new StringBuilder(annotations(type)).append(modifiers(type)).append(kind(type));
        line.append(type.getName()).append(typeParameters(type.getTypeParameters()));
        var last =
                owners(type).stream()
                        .filter(it -> it == type || !it.isInterface())
                        .toList()
                        .getLast();
        var parent = last.getAnnotatedSuperclass();
        if (parent != null
                && !type.isRecord()
                && !type.isEnum()
                && isVisible(last.getSuperclass())
                && last.getSuperclass() != Object.class) {
            line.append(" extends ").append(name(parent));
        }
        line.append(
                list(
                        type.isInterface() ? " extends " : " implements ",
                        owners(type).stream()
                                .flatMap(it -> Stream.of(it.getAnnotatedInterfaces()))
                                .toArray(AnnotatedType[]::new)));
        if (type.isSealed()) {
            line.append(
                    permitted(type)
                            .map(it -> shorten(it.getName()))
                            .collect(Collectors.joining(", ", " permits ", "")));
        }
        return line.toString();
    }

    /** The visible types that a sealed one permits, through those that are hidden. */
    private static Stream<Class<?>> permitted(Class<?> type) {
        return Stream.of(type.getPermittedSubclasses())
                .flatMap(it -> !isVisible(it) && it.isSealed() ? permitted(it) : Stream.of(it))
                .filter(ApiDump::isVisible);
    }

    private static String modifiers(Class<?> type) {
        var shown = type.getModifiers() & ~Modifier.INTERFACE;
        if (type.isInterface()) {
            shown &= ~(Modifier.ABSTRACT | Modifier.STATIC);
        }
        if (type.isRecord() || type.isEnum()) {
            shown &= ~(Modifier.FINAL | Modifier.STATIC | Modifier.ABSTRACT);
        }
        return Modifier.toString(shown) + (type.isSealed() && !type.isEnum() ? " sealed " : " ");
    }

    private static String kind(Class<?> type) {
        if (type.isRecord()) {
            return "record ";
        }
        if (type.isEnum()) {
            return "enum ";
        }
        if (type.isAnnotation()) {
            return "@interface ";
        }
        return type.isInterface() ? "interface " : "class ";
    }

    private static List<String> members(Class<?> type) {
        var result = new TreeSet<String>();
        for (var owner : owners(type)) {
            Stream.of(owner.getDeclaredFields())
                    .filter(it -> isShown(it, type))
                    .forEach(it -> result.add(render(it)));
            Stream.of(owner.getDeclaredMethods())
                    .filter(it -> isShown(it, type))
                    .forEach(
                            it ->
                                    result.add(
                                            render(
                                                    it,
                                                    name(it.getAnnotatedReturnType())
                                                            + " "
                                                            + it.getName())));
        }
        Stream.of(type.getDeclaredConstructors())
                .filter(it -> isShown(it, type))
                .forEach(it -> result.add(render(it, type.getSimpleName())));
        return result.stream().sorted(Comparator.comparing(ApiDump::memberName)).toList();
    }

    /** The word before the parameters, or the last word of a field. */
    private static String memberName(String line) {
        return line.replaceFirst("\\(.*$", "").replaceFirst("^.* ", "");
    }

    /** The type itself, and the hidden types whose visible members it hands on. */
    private static List<Class<?>> owners(Class<?> type) {
        var result = new ArrayList<Class<?>>();
        result.add(type);
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .filter(it -> it.getName().startsWith("dev.kyoto.") && !isVisible(it))
                .forEach(it -> result.addAll(owners(it)));
        return result;
    }

    private static boolean isShown(Member member, Class<?> type) {
        var modifiers = member.getModifiers();
        var outOfReach = Modifier.isProtected(modifiers) && Modifier.isFinal(type.getModifiers());
        return isVisible(modifiers) && !member.isSynthetic() && !outOfReach;
    }

    private static String render(Field field) {
        return annotations(field)
                + prefix(Modifier.toString(field.getModifiers()))
                + name(field.getAnnotatedType())
                + " "
                + field.getName();
    }

    private static String render(Executable member, String name) {
        var shown = member.getModifiers() & (Modifier.methodModifiers() | Modifier.ABSTRACT);
        shown &= ~(Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT);
        var isDefault = member instanceof Method method && method.isDefault();
        var parameters =
                Arrays.stream(member.getAnnotatedParameterTypes())
                        .map(ApiDump::name)
                        .collect(Collectors.joining(", ", "(", ")"));
        return annotations(member)
                + prefix(Modifier.toString(shown))
                + (isDefault ? "default " : "")
                + prefix(typeParameters(member.getTypeParameters()))
                + name
                + (member.isVarArgs() ? parameters.replaceFirst("\\[\\]\\)$", "...)") : parameters)
                + list(" throws ", member.getAnnotatedExceptionTypes());
    }

    private static String prefix(String text) {
        return text.isEmpty() ? "" : text + " ";
    }

    private static String typeParameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(it -> it.getName() + bounds(it))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String bounds(TypeVariable<?> variable) {
        var bounds =
                Arrays.stream(variable.getAnnotatedBounds())
                        .map(ApiDump::name)
                        .collect(Collectors.joining(" & "));
        return bounds.equals("Object") ? "" : " extends " + bounds;
    }

    private static String list(String lead, AnnotatedType[] types) {
        return types.length == 0
                ? ""
                : Arrays.stream(types)
                        .map(ApiDump::name)
                        .collect(Collectors.joining(", ", lead, ""));
    }

    private static String annotations(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .map(Class::getSimpleName)
                .filter(SHOWN_ANNOTATIONS::contains)
                .sorted()
                .map(it -> "@" + it + " ")
                .collect(Collectors.joining());
    }

    private static String name(AnnotatedType type) {
        return shorten(type.toString());
    }

    /** Drops the packages that a reader fills in by himself. */
    private static String shorten(String name) {
        return name.replaceAll("@org\\.jspecify\\.annotations\\.(\\w+)\\(\\)", "@$1")
                .replaceAll(
                        "\\b(java\\.lang|java\\.util|dev\\.kyoto(\\.[a-z]\\w*)*)\\. ?(?=[A-Z@])",
                        "")
                .replaceAll("\\s+", " ");
    }
}
