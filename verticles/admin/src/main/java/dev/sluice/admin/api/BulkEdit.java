package dev.sluice.admin.api;

import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Labels;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change of many channels.
 *
 * @param ids of the channels; absent where a tag says which
 * @param tag of the channels; absent where ids say which
 * @param rehearsal whether it is only to be said what would change
 */
record BulkEdit(@Nullable List<String> ids, @Nullable String tag, Settings set, boolean rehearsal) {
    private static final int MOST = 1_000;
    private static final Set<String> SETTINGS =
            Set.of("enabled", "priority", "weight", "groups", "add_tags", "remove_tags");

    /** What channels are given; absent for what they keep. */
    record Settings(
            @Nullable Boolean enabled,
            @Nullable Long priority,
            @Nullable Long weight,
            @Nullable Set<String> groups,
            List<String> moreTags,
            List<String> lessTags) {}

    /** Reads one, as far as it can be checked without the channels. */
    static BulkEdit of(Fields fields) {
        if (fields.has("ids") == fields.has("tag")) {
            throw Value.wrong(
                    fields.has("ids") ? "tag" : "ids", "or the other of 'ids' and 'tag' must be there, not both");
        }
        return new BulkEdit(
                fields.has("ids") ? fields.required("ids", Values.list(MOST, Values.text(100))) : null,
                fields.has("tag") ? fields.required("tag", ChannelForm.TAG) : null,
                fields.required("set", BulkEdit::settings),
                fields.or(false, "dry_run", Values.flag()));
    }

    private static Settings settings(Value value) {
        Fields fields = Fields.of(value, SETTINGS);
        if (SETTINGS.stream().noneMatch(fields::has)) {
            throw value.wrong("must have some of enabled, priority, weight, groups, add_tags and remove_tags");
        }
        return new Settings(
                fields.has("enabled") ? fields.required("enabled", Values.flag()) : null,
                fields.has("priority") ? fields.required("priority", ChannelForm.PRIORITY) : null,
                fields.has("weight") ? fields.required("weight", ChannelForm.WEIGHT) : null,
                fields.has("groups") ? fields.required("groups", BulkEdit::groups) : null,
                fields.or(List.of(), List.of(), "add_tags", ChannelForm.TAGS),
                fields.or(List.of(), List.of(), "remove_tags", Values.list(100, ChannelForm.TAG)));
    }

    private static Set<String> groups(Value value) {
        List<String> groups = Values.list(100, KeyForm.GROUP).read(value);
        if (groups.isEmpty()) {
            throw value.wrong("must name at least one group");
        }
        return Set.copyOf(groups);
    }

    boolean selects(Channel channel) {
        return ids == null ? channel.labels().tags().contains(tag) : ids.contains(channel.id());
    }

    /** Refuses to leave out an id in silence, or to give a channel more tags than one has. */
    void check(List<Channel> all) {
        List<String> named = ids == null ? List.of() : ids;
        for (int i = 0; i < named.size(); i++) {
            String id = named.get(i);
            if (all.stream().noneMatch(channel -> channel.id().equals(id))) {
                throw Value.wrong("ids[" + i + "]", "is not the id of a channel");
            }
        }
        for (Channel channel : all) {
            if (selects(channel) && apply(channel).labels().tags().size() > ChannelForm.MOST_TAGS) {
                throw Value.wrong(
                        "set.add_tags",
                        "would give the channel '" + channel.name() + "' more than " + ChannelForm.MOST_TAGS + " tags");
            }
        }
    }

    Channel apply(Channel channel) {
        Labels labels = channel.labels().retagged(set.moreTags(), set.lessTags());
        return channel.change()
                .switched(set.enabled() == null ? channel.switched() : null)
                .enabled(set.enabled() == null ? channel.enabled() : set.enabled())
                .priority(
                        set.priority() == null
                                ? channel.priority()
                                : set.priority().intValue())
                .weight(set.weight() == null ? channel.weight() : set.weight().intValue())
                .groups(set.groups() == null ? channel.groups() : set.groups())
                .labels(labels)
                .channel();
    }
}
