package dev.sluice.admin.api;

import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Value;
import dev.sluice.model.catalog.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which channels are asked for: those of which all of this is so.
 *
 * @param words part of a name, a tag, a note, a model or a base URL, in lower case
 */
record ChannelFilter(
        @Nullable String tag,
        @Nullable String provider,
        @Nullable Boolean enabled,
        @Nullable String words) {
    private static final int LONGEST = 100;

    static ChannelFilter of(ApiRequest request) {
        request.allowQuery(Set.of("tag", "provider", "enabled", "q"));
        String enabled = request.query().get("enabled");
        if (enabled != null && !Set.of("true", "false").contains(enabled)) {
            throw Value.wrong("enabled", "must be true or false");
        }
        String words = text(request, "q");
        return new ChannelFilter(
                text(request, "tag"),
                text(request, "provider"),
                enabled == null ? null : Boolean.valueOf(enabled),
                words == null ? null : words.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String text(ApiRequest request, String name) {
        String text = request.query().get(name);
        if (text != null && (text.isEmpty() || text.length() > LONGEST)) {
            throw Value.wrong(name, "must have 1 to " + LONGEST + " characters");
        }
        return text;
    }

    boolean takes(Channel channel) {
        return (tag == null || channel.labels().tags().contains(tag))
                && (provider == null || channel.provider().equals(provider))
                && (enabled == null || channel.enabled() == enabled)
                && (words == null
                        || texts(channel)
                                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words)));
    }

    private static Stream<String> texts(Channel channel) {
        String url = channel.baseUrl();
        return Stream.of(
                        List.of(channel.name(), channel.labels().notes(), url == null ? "" : url),
                        channel.labels().tags(),
                        channel.models())
                .flatMap(List::stream);
    }
}
