package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.RawJson;
import dev.sluice.provider.upstream.Target.Demo;
import dev.sluice.provider.upstream.Target.Unusable;
import dev.sluice.store.Secret;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.adapter.Adapted;
import dev.sluice.wire.json.JsonTree;
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

    /** The same for a channel whose proxy, if it has one, asks nobody who they are. */
    public Target prepare(Channel channel, @Nullable Secret secret) {
        return prepare(channel, secret, null);
    }

    /**
     * Never fails: a channel that makes no sense is {@link Unusable}.
     *
     * @param proxyLogin user and password with a colon between them, if its proxy asks for them
     */
    public Target prepare(Channel channel, @Nullable Secret secret, @Nullable Secret proxyLogin) {
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
            return remote(url, channel, provider, new Keys(key, proxyLogin));
        } catch (IllegalArgumentException e) {
            return new Unusable(String.valueOf(e.getMessage()), Verdict.UNREACHABLE);
        }
    }

    /** What a channel proves with who uses it: to its upstream, and to its proxy. */
    private record Keys(@Nullable String upstream, @Nullable Secret proxy) {}

    private Remote remote(String url, Channel channel, Provider provider, Keys keys) {
        String key = keys.upstream();
        Map<String, String> parameters = parameters(channel, provider);
        // Only a preset's URL is a template; one that an operator gave means what it says.
        String filled = channel.baseUrl() == null ? Template.fill(url, parameters) : url;
        boolean overWebSocket = provider.adapter() != null && provider.adapter().isOverWebSocket();
        BaseUrl base = overWebSocket ? BaseUrl.ofWebSocket(filled) : BaseUrl.parse(filled);
        String modelsPath = provider.modelsPath();
        Way way = new Way(base.origin(), channel.privateAddresses(), via(channel, base.origin(), keys.proxy()));
        Envelope envelope = new Envelope(provider, key);
        boolean ownUrl = channel.baseUrl() != null;
        Remote.Address address = new Remote.Address(
                way,
                provider.endpoints().map(path -> base.join(Template.fill(path, parameters))),
                modelsPath == null ? null : base.join(Template.fill(modelsPath, parameters)),
                BalanceCall.of(
                        provider.balance(), new BalanceCall.Asked(way, base, ownUrl, parameters, envelope, key)));
        Shaping own = channel.shaping();
        Remote.Manner manner = new Remote.Manner(
                provider.quirks(),
                new Shape(body(provider.body(), parameters), new Rules(own)),
                own.statusMapping(),
                own.systemPrompt());
        Remote.Proof proof = proof(provider.auth(), key, address, parameters);
        return new Remote(address, envelope, proof, manner, codecs(provider.adapter()));
    }

    private Remote.Proof proof(
            Auth auth, @Nullable String key, Remote.Address address, Map<String, String> parameters) {
        if (key == null) {
            return new Remote.Proof(null, null);
        }
        TokenExchange exchange = auth == Auth.BAIDU_TOKEN ? TokenExchange.ofBaidu(key, address.way()) : null;
        return new Remote.Proof(signing.of(auth, key, parameters).orElse(null), exchange);
    }

    /** Only to https: a proxy would read the secret in all else. */
    private static @Nullable Via via(Channel channel, Origin origin, @Nullable Secret login) {
        ProxyServer server = channel.proxy();
        if (server == null) {
            return null;
        }
        if (!origin.ssl()) {
            throw new IllegalArgumentException("a proxy needs an https or wss base URL");
        }
        return new Via(server, login);
    }

    private Remote.Codecs codecs(@Nullable Adapter adapter) {
        return new Remote.Codecs(
                codecs,
                adapter == null
                        ? codecs
                        : dialect -> dialect == Dialect.OPENAI ? Adapted.codec(adapter) : codecs.apply(dialect),
                adapter != null && adapter.isOverWebSocket());
    }

    /** The channel's parameters that bodies want, among the members that are added where the caller gives none. */
    private static BodyChange body(BodyChange change, Map<String, String> parameters) {
        if (change.parameters().isEmpty()) {
            return change;
        }
        Map<String, RawJson> defaults = new HashMap<>(change.defaults());
        change.parameters()
                .forEach((member, name) ->
                        defaults.put(member, JsonTree.raw(TextNode.valueOf(parameters.getOrDefault(name, "")))));
        return new BodyChange(change.without(), change.renamed(), defaults);
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
