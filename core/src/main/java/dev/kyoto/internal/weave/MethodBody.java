package dev.kyoto.internal.weave;

import dev.kyoto.future.AsyncRunnable;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the body of a block of a method that is known by reflection alone, as that of a test is: the
 * lambda that its class would have written, so that it can be woven.
 *
 * <p>The lambda calls the method itself and none that overrides it, since whoever has found the
 * method has looked for the one to run. There is one lambda class for each method, kept by the
 * method's class.
 */
public final class MethodBody {
    private static final MethodType RUN = MethodType.methodType(void.class);

    private static final ClassValue<Map<Method, MethodHandle>> FACTORIES =
            new ClassValue<>() {
                @Override
                protected Map<Method, MethodHandle> computeValue(Class<?> type) {
                    return new ConcurrentHashMap<>();
                }
            };

    private MethodBody() {}

    /**
     * Binds a method to what it is called with.
     *
     * @param method a method without a value, of a class that is open to Kyoto
     * @param receiver what it is called on
     * @param arguments its arguments
     * @return the body, or null if Kyoto may not call the method
     */
    public static @Nullable AsyncRunnable of(Method method, Object receiver, List<?> arguments) {
        try {
            var factory = factory(method);
            var captured = new ArrayList<@Nullable Object>(arguments);
            captured.addFirst(receiver);
            return (AsyncRunnable) factory.invokeWithArguments(captured);
        } catch (Unweavable e) {
            return null;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a lambda is made without any checked exception", e);
        }
    }

    private static MethodHandle factory(Method method) throws Unweavable {
        if (Modifier.isStatic(method.getModifiers()) || method.getReturnType() != void.class) {
            throw new IllegalArgumentException(
                    "the body of a block has to be an instance method that returns void, but is "
                            + method);
        }
        var factories = FACTORIES.get(method.getDeclaringClass());
        var known = factories.get(method);
        if (known != null) {
            return known;
        }
        var made = make(method);
        var earlier = factories.putIfAbsent(method, made);
        return earlier != null ? earlier : made;
    }

    private static MethodHandle make(Method method) throws Unweavable {
        var owner = method.getDeclaringClass();
        var lookup = Lookups.of(owner);
        try {
            var captured =
                    MethodType.methodType(AsyncRunnable.class, method.getParameterTypes())
                            .insertParameterTypes(0, owner);
            return LambdaMetafactory.altMetafactory(
                            lookup,
                            "run",
                            captured,
                            RUN,
                            lookup.unreflectSpecial(method, owner),
                            RUN,
                            LambdaMetafactory.FLAG_SERIALIZABLE)
                    .getTarget();
        } catch (ReflectiveOperationException | LambdaConversionException e) {
            throw new Unweavable("the method " + method + " cannot be called: " + e);
        }
    }
}
