package dev.sluice.provider.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.FakeWebSocket;
import dev.sluice.testkit.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the vendor got it.
 *
 * @param target path and query, as far as they are the same each time
 * @param headers names in lower case, the first of each
 * @param query what changes from call to call, by name
 */
record Arrival(String method, String target, Map<String, String> headers, Map<String, String> query, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Arrival of(Received request) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(line -> headers.putIfAbsent(line.name().toLowerCase(Locale.ROOT), line.value()));
        return new Arrival(
                request.method(),
                request.target(),
                headers,
                Map.of(),
                request.body().utf8());
    }

    /** Of a handshake, whose query is its signature, and the message behind it. */
    static Arrival of(FakeWebSocket.Asked asked) {
        int at = asked.uri().indexOf('?');
        Map<String, String> query = new HashMap<>();
        for (String parameter : asked.uri().substring(at + 1).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new Arrival(asked.method(), asked.uri().substring(0, at), asked.headers(), query, asked.message());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
