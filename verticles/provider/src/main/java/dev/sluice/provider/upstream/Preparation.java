package dev.sluice.provider.upstream;

import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.upstream.Target.Demo;
import dev.sluice.provider.upstream.Target.Unusable;
import dev.sluice.store.Secret;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes channels ready to be called. Pure. */
public final class Preparation {
    private static final int LONGEST_SECRET = 8192;

    private final Map<String, Provider> presets;
    private final Function<Dialect, DialectCodec> codecs;

    public Preparation(Map<String, Provider> presets, Function<Dialect, DialectCodec> codecs) {
        this.presets = Map.copyOf(presets);
        this.codecs = codecs;
    }

    /** Never fails: a channel that makes no sense is {@link Unusable}. */
    public Target prepare(Channel channel, @Nullable Secret secret) {
        if (channel.provider().equals(Demonstration.PROVIDER)) {
            return new Demo();
        }
        Provider provider = presets.get(channel.provider());
        if (provider == null) {
            return new Unusable("there is no provider '" + channel.provider() + "'", Verdict.UNREACHABLE);
        }
        if (secret != null && !isSendable(secret.value().strip())) {
            return new Unusable("the secret has characters that no header can carry", Verdict.KEY_REFUSED);
        }
        String url = channel.baseUrl() != null ? channel.baseUrl() : provider.baseUrl();
        if (url == null) {
            return new Unusable("neither channel nor provider names a base URL", Verdict.UNREACHABLE);
        }
        try {
            return remote(BaseUrl.parse(url), channel, provider, secret);
        } catch (IllegalArgumentException e) {
            return new Unusable(String.valueOf(e.getMessage()), Verdict.UNREACHABLE);
        }
    }

    private Remote remote(BaseUrl base, Channel channel, Provider provider, @Nullable Secret secret) {
        Map<String, String> parameters = parameters(channel, provider);
        String query = query(provider, parameters);
        Map<Operation, String> uris = new EnumMap<>(Operation.class);
        provider.paths().forEach((operation, path) -> uris.put(operation, uri(base, path, parameters) + query));
        String modelsPath = provider.modelsPath();
        return new Remote(
                base.origin(),
                channel.privateAddresses(),
                uris,
                modelsPath == null ? null : uri(base, modelsPath, parameters) + query,
                headers(provider, secret, "application/json"),
                headers(provider, secret, "text/event-stream"),
                codecs.apply(provider.dialect()),
                provider.quirks());
    }

    private static Map<String, String> parameters(Channel channel, Provider provider) {
        Map<String, String> parameters = new HashMap<>(provider.parameters());
        channel.parameters().forEach((name, value) -> parameters.computeIfPresent(name, (n, inherited) -> value));
        parameters.forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new IllegalArgumentException("the parameter '" + name + "' is missing");
            }
        });
        return parameters;
    }

    private static String uri(BaseUrl base, String path, Map<String, String> parameters) {
        return base.path() + Template.fill(path, parameters);
    }

    private static String query(Provider provider, Map<String, String> parameters) {
        StringBuilder query = new StringBuilder();
        new TreeMap<>(provider.query())
                .forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                        .append(Template.encode(name))
                        .append('=')
                        .append(Template.fill(value, parameters)));
        return query.toString();
    }

    private static MultiMap headers(Provider provider, @Nullable Secret secret, String accept) {
        MultiMap headers = HttpHeaders.headers()
                .add(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized("application/json"))
                .add(HttpHeaders.ACCEPT, HttpHeaders.createOptimized(accept))
                .add(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
                .add(HttpHeaders.USER_AGENT, HttpHeaders.createOptimized("sluice"));
        if (secret != null && !secret.value().isBlank()) {
            authorise(headers, provider, secret.value().strip());
        }
        return headers;
    }

    private static void authorise(MultiMap headers, Provider provider, String key) {
        switch (provider.auth()) {
            case BEARER -> headers.add(HttpHeaders.AUTHORIZATION, HttpHeaders.createOptimized("Bearer " + key));
            case API_KEY_HEADER ->
                headers.add(HttpHeaders.createOptimized("api-key"), HttpHeaders.createOptimized(key));
            case NONE -> {}
        }
    }

    private static boolean isSendable(String key) {
        return key.length() <= LONGEST_SECRET && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
