package dev.sluice.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the model's records are written between nodes: components by name, absent ones left out, unknown ones skipped, and
 * lists and maps that are missing taken as empty, so that nodes of neighbouring versions understand each other.
 */
final class BusJson {
    private static final Logger LOG = LoggerFactory.getLogger(BusJson.class);

    /** A request body of 32 MiB in base64, twice over. */
    private static final int LONGEST_STRING = 96 * 1024 * 1024;

    static final ObjectMapper MAPPER = mapper();

    private BusJson() {}

    /**
     * The body of a frame as what it should be.
     *
     * @throws GatewayException of kind {@code BUG} if another node sent something else
     */
    static <T> T read(Object body, Class<T> type) {
        return body instanceof TokenBuffer tokens ? parse(tokens, type) : type.cast(body);
    }

    private static <T> T parse(TokenBuffer tokens, Class<T> type) {
        try (JsonParser parser = tokens.asParser()) {
            return MAPPER.readValue(parser, type);
        } catch (IOException e) {
            // Only the kind of failure: the message may quote what was sent, and that may be a prompt.
            LOG.error(
                    "unreadable message of another node: expected={} failure={}",
                    type.getName(),
                    e.getClass().getSimpleName());
            throw new GatewayException(GatewayError.Kind.BUG, "a message between nodes could not be read");
        }
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_STRING)
                        .build())
                .build();
        JsonSetter.Value emptyIfAbsent = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
        return JsonMapper.builder(factory)
                .annotationIntrospector(new SealedTypes())
                .addModules(new JavaTimeModule(), new Jdk8Module(), bytes())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // A record is its components; isDeadEnd() and the like are computed from them.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .withConfigOverride(List.class, list -> list.setSetterInfo(emptyIfAbsent))
                .withConfigOverride(Map.class, map -> map.setSetterInfo(emptyIfAbsent))
                .build();
    }

    private static SimpleModule bytes() {
        return new SimpleModule()
                .addSerializer(Bytes.class, new BytesWriter())
                .addDeserializer(Bytes.class, new BytesReader());
    }

    /** Writes a value by its own class, with the name of its variant if it is one of a sealed family. */
    static final class Body extends StdSerializer<Object> {
        private static final long serialVersionUID = 1;

        Body() {
            super(Object.class);
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value, out);
        }
    }

    /** Bytes become base64. */
    private static final class BytesWriter extends StdSerializer<Bytes> {
        private static final long serialVersionUID = 1;

        BytesWriter() {
            super(Bytes.class);
        }

        @Override
        public void serialize(Bytes bytes, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeBinary(bytes.array(), bytes.offset(), bytes.length());
        }
    }

    /** Base64 becomes bytes. */
    private static final class BytesReader extends StdDeserializer<Bytes> {
        private static final long serialVersionUID = 1;

        BytesReader() {
            super(Bytes.class);
        }

        @Override
        public Bytes deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Bytes.of(in.getBinaryValue());
        }
    }
}
