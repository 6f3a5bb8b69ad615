package dev.sluice.admin.api;

import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.Labels;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.store.Groups;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be written of a channel, and which channels make sense. */
final class ChannelForm {
    private static final Pattern URL_PARAMETER = Pattern.compile("\\{[^{}]*}");
    private static final Set<String> OWN = Set.of(
            "name",
            "provider",
            "base_url",
            "secret",
            "models",
            "model_patterns",
            "list_upstream",
            "groups",
            "priority",
            "weight",
            "enabled",
            "private_addresses",
            "parameters",
            "timeouts",
            "model_timeouts",
            "requests_per_minute",
            "tokens_per_minute",
            "concurrency",
            "tags",
            "notes",
            "key_choice");
    static final Set<String> WRITABLE = Stream.of(OWN, ShapingForm.WRITABLE, ProxyForm.WRITABLE, ProbingForm.WRITABLE)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    static final Set<String> TIMEOUTS = Set.of("connect", "first_content", "between_chunks", "total");

    /** What may stand in a header, after "Bearer", or the JSON key of a service account; provider refuses to send anything else. */
    static final Reader<String> SECRET = Values.matching(
            Pattern.compile("(?=[\\s\\S]{1,8192}$)(?:[!-~]+|\\s*\\{[\\s!-~]*\\}\\s*)"),
            "must have 1 to 8192 characters of ASCII without blanks, or be a JSON object");

    private static final Reader<String> PROVIDER =
            Values.matching(Pattern.compile("[a-z0-9._-]{1,64}"), "must be the name of a provider");
    private static final Reader<Long> LIMIT = Values.whole(1, 1_000_000_000_000L);
    static final Reader<Long> PRIORITY = Values.whole(-1_000_000, 1_000_000);
    static final Reader<Long> WEIGHT = Values.whole(1, 1_000_000);
    static final Reader<String> TAG = Values.matching(
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/-]{0,31}"),
            "must be a word of 1 to 32 letters, digits or characters of . _ : / -");
    static final int MOST_TAGS = 20;
    static final Reader<List<String>> TAGS = Values.list(MOST_TAGS, TAG);
    private static final Reader<KeyChoice> CHOICE = ChannelForm::choice;
    private static final Reader<String> MODEL = Values.text(200);
    // Parameters are filled into paths and queries.
    private static final Reader<String> PARAMETER = Values.matching(
            Pattern.compile("[A-Za-z0-9._~:@/+=,-]{1,200}"),
            "must have 1 to 200 letters, digits or characters of . _ ~ : @ / + = , -");

    private final Map<String, Provider> providers;

    ChannelForm(Map<String, Provider> providers) {
        this.providers = Map.copyOf(providers);
    }

    static Channel blank(String id) {
        return Channel.draft(id, "", "").groups(Set.of(Groups.DEFAULT)).channel();
    }

    /** The channel with the fields written over it, checked as a whole. */
    Channel apply(Fields fields, Channel old) {
        Channel channel = written(fields, old);
        check(channel);
        return channel;
    }

    /** Where the channel's secret goes: to its provider's preset, or to a scheme, host and port of its own. */
    static String origin(Channel channel) {
        return channel.baseUrl() == null ? "preset:" + channel.provider() : BaseUrls.origin(channel.baseUrl());
    }

    private static Channel written(Fields fields, Channel old) {
        return ProbingForm.apply(fields, old)
                .name(fields.or(old.name(), "name", Values.text(100)))
                .provider(fields.or(old.provider(), "provider", PROVIDER))
                .baseUrl(fields.orNull(old.baseUrl(), "base_url", BaseUrls.url()))
                .models(fields.or(old.models(), List.of(), "models", Values.list(2000, MODEL)))
                .modelPatterns(fields.or(old.modelPatterns(), List.of(), "model_patterns", Values.list(200, MODEL)))
                .listUpstream(fields.or(old.listUpstream(), "list_upstream", Values.flag()))
                .groups(groups(fields, old.groups()))
                .priority(fields.or((long) old.priority(), 0L, "priority", PRIORITY)
                        .intValue())
                .weight(fields.or((long) old.weight(), 1L, "weight", WEIGHT).intValue())
                .enabled(fields.or(old.enabled(), "enabled", Values.flag()))
                .privateAddresses(fields.or(old.privateAddresses(), "private_addresses", Values.flag()))
                .parameters(fields.or(old.parameters(), Map.of(), "parameters", Values.mapping(50, 64, PARAMETER)))
                .timeouts(fields.or(old.timeouts(), TimeoutOverrides.NONE, "timeouts", ChannelForm::timeouts))
                .modelTimeouts(fields.or(
                        old.modelTimeouts(),
                        Map.of(),
                        "model_timeouts",
                        Values.mapping(500, 200, ChannelForm::timeouts)))
                .limits(limits(fields, old.limits()))
                .shaping(ShapingForm.apply(fields, old.shaping()))
                .labels(labels(fields, old.labels()))
                .proxy(ProxyForm.apply(fields, old.proxy()).server())
                .keys(new ChannelKeys(
                        fields.or(old.keys().choice(), KeyChoice.ROUND_ROBIN, "key_choice", CHOICE),
                        old.keys().ids(),
                        old.keys().switched()))
                .channel();
    }

    private static Labels labels(Fields fields, Labels old) {
        return new Labels(
                fields.or(old.tags(), List.of(), "tags", TAGS),
                fields.or(old.notes(), "", "notes", ChannelForm::notes));
    }

    private static String notes(Value value) {
        String text = Values.raw(2_000).read(value);
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw value.wrong("must not have control characters other than line ends and tabs");
        }
        return text;
    }

    private static KeyChoice choice(Value value) {
        return KeyChoice.of(value.node().isTextual() ? value.node().textValue() : "")
                .orElseThrow(() -> value.wrong("must be round_robin, random or fill_first"));
    }

    private static ChannelLimits limits(Fields fields, ChannelLimits old) {
        return new ChannelLimits(
                fields.orNull(old.requestsPerMinute(), "requests_per_minute", LIMIT),
                fields.orNull(old.tokensPerMinute(), "tokens_per_minute", LIMIT),
                fields.orNull(old.concurrency(), "concurrency", LIMIT));
    }

    static Set<String> groups(Fields fields, Set<String> old) {
        List<String> standard = List.of(Groups.DEFAULT);
        List<String> groups = fields.or(List.copyOf(old), standard, "groups", Values.list(100, KeyForm.GROUP));
        if (groups.isEmpty()) {
            throw Value.wrong("groups", "must name at least one group");
        }
        return Set.copyOf(groups);
    }

    private static TimeoutOverrides timeouts(Value value) {
        Fields fields = Fields.of(value, TIMEOUTS);
        return new TimeoutOverrides(
                fields.orNull(null, "connect", Times.duration()),
                fields.orNull(null, "first_content", Times.duration()),
                fields.orNull(null, "between_chunks", Times.duration()),
                fields.orNull(null, "total", Times.duration()));
    }

    private void check(Channel channel) {
        boolean demo = channel.provider().equals(Demonstration.PROVIDER);
        if (!demo && !providers.containsKey(channel.provider())) {
            throw Value.wrong("provider", "must be the name of a provider, as GET /api/providers lists them");
        }
        checkAlive(providers.get(channel.provider()));
        if (channel.models().isEmpty() && channel.modelPatterns().isEmpty() && !channel.listUpstream()) {
            throw Value.wrong("models", "must name a model, unless model_patterns or list_upstream bring some");
        }
        checkUrl(channel, demo);
        checkProxy(channel);
        checkParameters(channel);
    }

    private static void checkAlive(@Nullable Provider provider) {
        if (provider != null && provider.retired() != null) {
            throw Value.wrong("provider", "is retired: " + provider.retired());
        }
    }

    private void checkUrl(Channel channel, boolean demo) {
        String url = effectiveUrl(channel);
        if (demo && !providers.containsKey(Demonstration.PROVIDER)) {
            if (url != null) {
                throw Value.wrong("base_url", "must be left out for the demo provider");
            }
            return;
        }
        if (url == null) {
            throw Value.wrong("base_url", "is required for this provider");
        }
        boolean overWebSocket = isOverWebSocket(providers.get(channel.provider()));
        if (BaseUrls.isWebSocket(url) != overWebSocket) {
            throw Value.wrong(
                    "base_url", "must begin with " + (overWebSocket ? "wss:// or ws://" : "https:// or http://"));
        }
        if (BaseUrls.isPrivate(url) && !channel.privateAddresses()) {
            throw Value.wrong("base_url", "is a private address; if that is meant, set private_addresses to true");
        }
    }

    private static boolean isOverWebSocket(@Nullable Provider provider) {
        return provider != null
                && provider.adapter() != null
                && provider.adapter().isOverWebSocket();
    }

    /** A proxy would read the secret, and all else, on its way to an upstream without TLS. */
    private void checkProxy(Channel channel) {
        String url = effectiveUrl(channel);
        if (channel.proxy() != null && (url == null || !BaseUrls.isSecure(url))) {
            throw Value.wrong("proxy", "needs an https or wss base URL: the proxy would read what goes to any other");
        }
    }

    private void checkParameters(Channel channel) {
        Provider provider = providers.get(channel.provider());
        Map<String, String> known = provider == null ? Map.of() : provider.parameters();
        for (String name : channel.parameters().keySet()) {
            if (!known.containsKey(name)) {
                throw Value.wrong("parameters." + name, "is not a parameter of this provider");
            }
        }
        known.forEach((name, standard) -> {
            if (standard.isEmpty() && !channel.parameters().containsKey(name)) {
                throw Value.wrong("parameters." + name, "is required for this provider");
            }
        });
    }

    private @Nullable String effectiveUrl(Channel channel) {
        Provider provider = providers.get(channel.provider());
        if (channel.baseUrl() != null) {
            return channel.baseUrl();
        }
        String url = provider == null ? null : provider.baseUrl();
        // A parameter in it is part of a name, such as the region of an AWS host.
        return url == null ? null : URL_PARAMETER.matcher(url).replaceAll("x");
    }
}
