package dev.sluice.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each variant of a sealed interface a property {@code type} with the variant's simple name, so that the model
 * needs no annotations.
 */
final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;
    private static final JsonTypeInfo.Value BY_NAME = JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, true, null);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedClass type && isOfFamily(type.getRawType())
                ? BY_NAME
                : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        Class<?> type = annotated.getRawType();
        return annotated instanceof AnnotatedClass && isFamily(type)
                ? variants(type).map(v -> new NamedType(v, v.getSimpleName())).toList()
                : super.findSubtypes(annotated);
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass annotated) {
        Class<?> type = annotated.getRawType();
        return isOfFamily(type) ? type.getSimpleName() : super.findTypeName(annotated);
    }

    private static boolean isOfFamily(Class<?> type) {
        return isFamily(type) || Arrays.stream(type.getInterfaces()).anyMatch(SealedTypes::isOfFamily);
    }

    /** The JDK's own do not count: String is a variant of the sealed ConstantDesc. */
    private static boolean isFamily(Class<?> type) {
        return type.isInterface() && type.isSealed() && !type.getName().startsWith("java.");
    }

    private static Stream<Class<?>> variants(Class<?> type) {
        return isFamily(type)
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedTypes::variants)
                : Stream.of(type);
    }
}
