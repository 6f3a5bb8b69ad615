package dev.sluice.admin.http;

import dev.sluice.admin.http.Value.Reader;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, each read by name; names that are not expected were refused. */
public final class Fields {
    private final Value object;

    private Fields(Value object) {
        this.object = object;
    }

    /**
     * Takes an object apart.
     *
     * @throws dev.sluice.model.call.GatewayException naming a field that is not {@code allowed}
     */
    public static Fields of(Value object, Set<String> allowed) {
        if (!object.node().isObject()) {
            throw object.wrong("must be an object");
        }
        Iterator<String> names = object.node().fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw object.field(name).wrong("is not a field that can be written here");
            }
        }
        return new Fields(object);
    }

    public boolean has(String name) {
        return object.node().has(name);
    }

    /** Refuses an object that lacks one of these. */
    public Fields require(String... names) {
        for (String name : names) {
            if (!has(name)) {
                throw object.field(name).wrong("is required");
            }
        }
        return this;
    }

    /** The field, which must be there and not null. */
    public <T> T required(String name, Reader<T> reader) {
        return require(name).notNull(name, reader);
    }

    /** The field, or {@code absent} if it is not there; null is refused. */
    public <T> T or(T absent, String name, Reader<T> reader) {
        return has(name) ? notNull(name, reader) : absent;
    }

    /** The field, or {@code absent} if it is not there, or {@code cleared} if it is null. */
    public <T> T or(T absent, T cleared, String name, Reader<T> reader) {
        if (!has(name)) {
            return absent;
        }
        return isNull(name) ? cleared : reader.read(object.field(name));
    }

    /** The field, or {@code absent} if it is not there, or nothing if it is null. */
    public <T> @Nullable T orNull(@Nullable T absent, String name, Reader<T> reader) {
        if (!has(name)) {
            return absent;
        }
        return isNull(name) ? null : reader.read(object.field(name));
    }

    private <T> T notNull(String name, Reader<T> reader) {
        if (isNull(name)) {
            throw object.field(name).wrong("must not be null");
        }
        return reader.read(object.field(name));
    }

    private boolean isNull(String name) {
        return object.field(name).node().isNull();
    }
}
