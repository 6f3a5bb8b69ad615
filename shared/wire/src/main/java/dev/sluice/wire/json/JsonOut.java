package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes small JSON documents of the gateway's own. */
public final class JsonOut {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonOut() {}

    /** What is written into a document. */
    public interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static Bytes write(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(content, out);
        return Bytes.of(out.toByteArray());
    }

    /** Adds a document to what was written before. */
    public static void write(Content content, ByteArrayOutputStream out) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
