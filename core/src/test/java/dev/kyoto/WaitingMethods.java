package dev.kyoto;

import com.sun.source.doctree.LinkTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTreePath;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import dev.kyoto.future.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The public methods that return a future, and what their Javadoc says.
 *
 * <p>A heading counts where a reader finds it: in the method's own comment, in that of a method it
 * overrides, in that of the type of future it returns, or in the comment of the one method that its
 * first sentence sends him to ("see {@code Time#sleep}"). An example may also stand at the type
 * that the method belongs to.
 */
final class WaitingMethods {

    private static final Pattern REFERRAL = Pattern.compile("(?i)\\b(see|as)\\s+\\{@link[^{]*$");

    private final DocTrees trees;
    private final Elements elements;
    private final Types types;
    private final TypeMirror future;
    private final List<TypeElement> publicTypes;

    private WaitingMethods(JavacTask task, List<String> typeNames) {
        this.trees = DocTrees.instance(task);
        this.elements = task.getElements();
        this.types = task.getTypes();
        this.future = types.erasure(elements.getTypeElement(Future.class.getName()).asType());
        var found = new ArrayList<TypeElement>();
        typeNames.forEach(it -> addPublicTypes(elements.getTypeElement(it), found));
        this.publicTypes = found;
    }

    /** Of the module's exported packages. */
    static WaitingMethods ofKyoto() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            return of(files.getJavaFileObjectsFromPaths(Snippets.exportedSources()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the types in some sources. */
    static WaitingMethods of(Iterable<? extends JavaFileObject> sources) {
        var options = List.of("-proc:none", "-Xlint:none");
        var task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, it -> {}, options, null, sources);
        try {
            // The first question to its elements has the task enter what was parsed; the bodies of
            // methods are not looked at, which would take most of the time.
            var names = new ArrayList<String>();
            for (var unit : task.parse()) {
                for (var tree : unit.getTypeDecls()) {
                    if (tree instanceof ClassTree type) {
                        names.add(unit.getPackageName() + "." + type.getSimpleName());
                    }
                }
            }
            return new WaitingMethods(task, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public types, those in public types included. */
    List<TypeElement> publicTypes() {
        return publicTypes;
    }

    /** Whether the type, or one around it, says what it answers to in Tokio or in Rust. */
    boolean namesCounterpart(TypeElement type) {
        return owners(type).anyMatch(it -> comment(it).contains("Answers to"));
    }

    /** The methods, each once, however many types hand it on. */
    Collection<ExecutableElement> methods() {
        return publicTypes.stream()
                .flatMap(it -> ElementFilter.methodsIn(elements.getAllMembers(it)).stream())
                .filter(it -> it.getModifiers().contains(Modifier.PUBLIC))
                .filter(it -> isFuture(it.getReturnType()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** As {@code Semaphore.acquireMany(int)}: short enough for a list of exceptions. */
    String name(ExecutableElement method) {
        return method.getParameters().stream()
                .map(it -> types.erasure(it.asType()).toString())
                .map(it -> it.replaceAll("@\\S+ |[\\w.]+\\.(?=[A-Z])", ""))
                .collect(Collectors.joining(",", typeName(method) + "(", ")"));
    }

    /** Whether a reader of the method finds the heading. */
    boolean hasHeading(ExecutableElement method, String heading) {
        return places(method).anyMatch(it -> comment(it).contains("<b>" + heading + "</b>"));
    }

    /** Whether a reader of the method finds an example that is code. */
    boolean hasExample(ExecutableElement method) {
        return Stream.concat(places(method), withReferral(method).flatMap(WaitingMethods::owners))
                .map(this::comment)
                .anyMatch(it -> it.contains("<b>Example</b>") && it.contains("{@snippet"));
    }

    private String comment(Element element) {
        var comment = elements.getDocComment(element);
        return comment == null ? "" : comment;
    }

    private Stream<Element> places(ExecutableElement method) {
        return withReferral(method)
                .flatMap(it -> Stream.concat(withOverridden(it), returnedType(it)));
    }

    private Stream<ExecutableElement> withReferral(ExecutableElement method) {
        return Stream.concat(Stream.of(method), referral(method));
    }

    private Stream<Element> withOverridden(ExecutableElement method) {
        var owner = (TypeElement) method.getEnclosingElement();
        Predicate<ExecutableElement> isOverridden = it -> elements.overrides(method, it, owner);
        return Stream.concat(
                Stream.of(method),
                supertypes(owner.asType())
                        .flatMap(it -> ElementFilter.methodsIn(it.getEnclosedElements()).stream())
                        .filter(isOverridden));
    }

    private Stream<Element> supertypes(TypeMirror type) {
        return types.directSupertypes(type).stream()
                .flatMap(it -> Stream.concat(Stream.of(types.asElement(it)), supertypes(it)));
    }

    /** The returned type, unless it is just Future, whose comment is about all of them. */
    private Stream<Element> returnedType(ExecutableElement method) {
        return method.getReturnType() instanceof DeclaredType type
                        && !types.isSameType(types.erasure(type), future)
                ? Stream.of(type.asElement())
                : Stream.empty();
    }

    /** The element and the types around it. */
    private static Stream<Element> owners(Element element) {
        return Stream.iterate(
                element, it -> it.getKind() != ElementKind.PACKAGE, Element::getEnclosingElement);
    }

    /** The method that the first sentence sends the reader to. */
    private Stream<ExecutableElement> referral(ExecutableElement method) {
        var path = trees.getPath(method);
        var comment = path == null ? null : trees.getDocCommentTree(path);
        if (comment == null) {
            return Stream.empty();
        }
        var words = "";
        for (var part : comment.getFirstSentence()) {
            words += part;
            if (part instanceof LinkTree link && REFERRAL.matcher(words).find()) {
                var reference =
                        new DocTreePath(new DocTreePath(path, comment), link.getReference());
                return trees.getElement(reference) instanceof ExecutableElement target
                        ? Stream.of(target)
                        : Stream.empty();
            }
        }
        return Stream.empty();
    }

    private boolean isFuture(TypeMirror type) {
        return type instanceof DeclaredType && types.isSubtype(types.erasure(type), future);
    }

    private static String typeName(ExecutableElement method) {
        var name = new StringBuilder(method.getSimpleName());
        for (var it = method.getEnclosingElement();
                it.getKind() != ElementKind.PACKAGE;
                it = it.getEnclosingElement()) {
            name.insert(0, it.getSimpleName() + ".");
        }
        return name.toString();
    }

    private static void addPublicTypes(Element element, List<TypeElement> found) {
        if (element instanceof TypeElement type && type.getModifiers().contains(Modifier.PUBLIC)) {
            found.add(type);
            ElementFilter.typesIn(type.getEnclosedElements())
                    .forEach(it -> addPublicTypes(it, found));
        }
    }
}
