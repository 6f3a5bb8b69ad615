package dev.sluice.provider.upstream;

import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.chat.Dialect;
import dev.sluice.provider.upstream.Target.Demo;
import dev.sluice.provider.upstream.Target.Unusable;
import dev.sluice.store.Secret;
import dev.sluice.wire.DialectCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes channels ready to be called. Pure. */
public final class Preparation {
    private static final int LONGEST_SECRET = 8192;

    private final Map<String, Provider> presets;
    private final Function<Dialect, DialectCodec> codecs;
    private final Signing.Maker signing;

    public Preparation(Map<String, Provider> presets, Function<Dialect, DialectCodec> codecs, Signing.Maker signing) {
        this.presets = Map.copyOf(presets);
        this.codecs = codecs;
        this.signing = signing;
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
        if (provider.retired() != null) {
            return new Unusable(provider.retired(), Verdict.UNREACHABLE);
        }
        String key = secret == null || secret.value().isBlank()
                ? null
                : secret.value().strip();
        if (key != null && !isSendable(key, provider.auth())) {
            return new Unusable("the secret has characters that no header can carry", Verdict.KEY_REFUSED);
        }
        String url = channel.baseUrl() != null ? channel.baseUrl() : provider.baseUrl();
        if (url == null) {
            return new Unusable("neither channel nor provider names a base URL", Verdict.UNREACHABLE);
        }
        try {
            return remote(url, channel, provider, key);
        } catch (IllegalArgumentException e) {
            return new Unusable(String.valueOf(e.getMessage()), Verdict.UNREACHABLE);
        }
    }

    private Remote remote(String url, Channel channel, Provider provider, @Nullable String key) {
        Map<String, String> parameters = parameters(channel, provider);
        // Only a preset's URL is a template; one that an operator gave means what it says.
        BaseUrl base = BaseUrl.parse(channel.baseUrl() == null ? Template.fill(url, parameters) : url);
        String modelsPath = provider.modelsPath();
        Remote.Address address = new Remote.Address(
                base.origin(),
                channel.privateAddresses(),
                provider.endpoints().map(path -> base.join(Template.fill(path, parameters))),
                modelsPath == null ? null : base.join(Template.fill(modelsPath, parameters)));
        Envelope envelope = new Envelope(provider, key);
        Signing signed = key == null
                ? null
                : signing.of(provider.auth(), key, parameters).orElse(null);
        return new Remote(address, envelope, signed, new Remote.Manner(provider.quirks(), provider.body()), codecs);
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

    /** A service account's key is a JSON document, of which only a token is ever sent. */
    private static boolean isSendable(String key, Auth auth) {
        return key.length() <= LONGEST_SECRET
                && (auth == Auth.GOOGLE_SERVICE_ACCOUNT || key.chars().allMatch(c -> c > ' ' && c < 0x7f));
    }
}
