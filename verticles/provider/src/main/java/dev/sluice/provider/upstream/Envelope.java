package dev.sluice.provider.upstream;

import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Framing;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The headers of a channel's calls: made once, and shared by all calls that add none of their own. Holds the secret. */
final class Envelope {
    private static final Set<String> HOP_BY_HOP =
            Set.of("host", "connection", "transfer-encoding", "content-length", "upgrade", "te", "trailer", "expect");
    private static final int LONGEST_VALUE = 4096;

    private final Map<Framing, MultiMap> headers = new EnumMap<>(Framing.class);
    private final Set<String> fixed;

    Envelope(Provider provider, @Nullable String key) {
        this.fixed = Stream.concat(provider.headers().keySet().stream(), provider.streamHeaders().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
        for (Framing framing : Framing.values()) {
            headers.put(framing, make(provider, key, framing));
        }
    }

    /** Headers of a call that is to be answered in this framing. Read, never changed. */
    MultiMap of(Framing framing) {
        MultiMap made = headers.get(framing);
        if (made == null) {
            throw new IllegalStateException("no headers for " + framing);
        }
        return made;
    }

    /**
     * The same with the caller's own over those of the preset; what the gateway itself says is not theirs to change.
     *
     * @param own names in lower case
     */
    MultiMap of(Framing framing, Map<String, String> own) {
        MultiMap base = of(framing);
        if (own.isEmpty()) {
            return base;
        }
        MultiMap headers = HttpHeaders.headers().addAll(base);
        own.forEach((name, value) -> {
            boolean free = fixed.contains(name) || !(base.contains(name) || HOP_BY_HOP.contains(name));
            if (free && isSendable(value)) {
                headers.set(name, value);
            }
        });
        return headers;
    }

    private static MultiMap make(Provider provider, @Nullable String key, Framing framing) {
        MultiMap headers = HttpHeaders.headers()
                .add(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized("application/json"))
                .add(HttpHeaders.ACCEPT, HttpHeaders.createOptimized(MediaTypes.of(framing)))
                .add(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
                .add(HttpHeaders.USER_AGENT, HttpHeaders.createOptimized("sluice"));
        provider.headers()
                .forEach((name, value) ->
                        headers.set(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)));
        if (framing != Framing.WHOLE) {
            provider.streamHeaders().forEach((name, value) -> {
                if (value.isEmpty()) {
                    headers.remove(name);
                } else {
                    headers.set(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
                }
            });
        }
        if (key != null) {
            authorise(headers, provider, key);
        }
        return headers;
    }

    private static void authorise(MultiMap headers, Provider provider, String key) {
        switch (provider.auth()) {
            case BEARER -> headers.set(HttpHeaders.AUTHORIZATION, HttpHeaders.createOptimized("Bearer " + key));
            case API_KEY_HEADER -> put(headers, "api-key", key);
            case X_API_KEY -> put(headers, "x-api-key", key);
            case X_GOOG_API_KEY -> put(headers, "x-goog-api-key", key);
            case DEEPL_AUTH_KEY ->
                headers.set(HttpHeaders.AUTHORIZATION, HttpHeaders.createOptimized("DeepL-Auth-Key " + key));
            case AWS_SIGV4, GOOGLE_SERVICE_ACCOUNT, TENCENT_TC3, BAIDU_TOKEN, IFLYTEK_HMAC, NONE -> {}
        }
    }

    private static void put(MultiMap headers, String name, String key) {
        headers.set(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(key));
    }

    private static boolean isSendable(String value) {
        return value.length() <= LONGEST_VALUE && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /** Nothing: they hold the secret. */
    @Override
    public String toString() {
        return "Envelope";
    }
}
