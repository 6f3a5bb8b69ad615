package dev.sluice.bus;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Credential;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values of the model's records, made up from their components. */
final class Samples {
    private Samples() {}

    /** Every variant of a type, each with all that is optional and with nothing of it. */
    static Stream<Object> of(Class<?> type) {
        if (type.isSealed()) {
            return Arrays.stream(type.getPermittedSubclasses()).flatMap(Samples::of);
        }
        return Stream.of(make(type, true), make(type, false)).distinct();
    }

    private static Object make(Class<?> type, boolean full) {
        if (type == Credential.class) {
            return new Credential(Bytes.of(new byte[32]));
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> full || !isNullable(component) ? value(component.getGenericType(), full) : null)
                .toArray();
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }

    private static boolean isNullable(RecordComponent component) {
        return Stream.<AnnotatedElement>of(component.getAnnotatedType(), component)
                .anyMatch(place -> place.isAnnotationPresent(Nullable.class));
    }

    private static Object value(Type type, boolean full) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Object first = value(of[0], full);
            if (generic.getRawType() == List.class) {
                return List.of(first);
            }
            return generic.getRawType() == Set.class ? Set.of(first) : Map.of(first, value(of[1], full));
        }
        return plain((Class<?>) type, full);
    }

    private static Object plain(Class<?> type, boolean full) {
        if (type == String.class) {
            return "a \"text\" with ünïcode";
        } else if (type == int.class || type == Integer.class) {
            return 3;
        } else if (type == long.class || type == Long.class) {
            return Long.MAX_VALUE;
        } else if (type == double.class || type == Double.class) {
            return 2.5;
        } else if (type == boolean.class || type == Boolean.class) {
            return full;
        } else if (type == Duration.class) {
            return Duration.ofNanos(1_500_000_001);
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(1_700_000_000, 123_456_789);
        } else if (type == Bytes.class) {
            return Bytes.of("{\"a prompt\":0}".getBytes(StandardCharsets.UTF_8), 1, 12);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[full ? type.getEnumConstants().length - 1 : 0];
        }
        return type.isSealed() ? of(type).findFirst().orElseThrow() : make(type, full);
    }
}
