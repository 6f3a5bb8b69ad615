package dev.sluice.provider.probing;

import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelStates.Resting;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.provider.probing.ProbePlan.State;
import dev.sluice.provider.probing.ProbePlan.Subject;
import dev.sluice.provider.probing.ProbePlan.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be tried of the channels there are: keys that rest at any node, channels that rest for another reason, what a
 * rule has disabled, and what works where that is wanted. Nothing that somebody has disabled.
 */
public record ProbeWishes(ProbeSettings settings) {
    private static final String WORKING = "working";

    /** All wishes, given how the channels stand at the nodes that route. */
    public List<Wish> of(Collection<Channel> channels, Collection<ChannelStates> nodes) {
        Set<String> restingChannels = new HashSet<>();
        Set<Subject> restingKeys = new HashSet<>();
        for (ChannelStates node : nodes) {
            node.channels().forEach(state -> note(state, restingChannels, restingKeys));
        }
        List<Wish> wishes = new ArrayList<>();
        for (Channel channel : channels) {
            if (channel.enabled()) {
                addKeys(channel, restingChannels.contains(channel.id()), restingKeys, wishes);
                addDisabledKeys(channel, wishes);
            } else if (channel.isDisabledByRule() && settings.rules(channel).returns()) {
                // Which of its keys was at fault is not known, and others may have been added since.
                trialKeys(channel)
                        .forEach(key ->
                                add(new Subject(channel.id(), key), State.DISABLED, settings.every(channel), wishes));
            }
        }
        return wishes;
    }

    /** Whether any trial may ever be wanted, so that it need not be asked how channels stand. */
    public boolean areThereAny(Collection<Channel> channels) {
        return channels.stream()
                .filter(channel -> channel.enabled() || channel.isDisabledByRule())
                .anyMatch(channel -> !settings.every(channel).isZero()
                        || !settings.everyWell(channel).isZero()
                        || settings.rules(channel).active());
    }

    private static void note(ChannelState state, Set<String> channels, Set<Subject> keys) {
        List<KeyState> resting =
                state.keys().stream().filter(key -> rests(key.rest())).toList();
        resting.forEach(key -> keys.add(new Subject(state.channelId(), key.id())));
        if (resting.isEmpty() && rests(state.rest())) {
            channels.add(state.channelId());
        }
    }

    private static boolean rests(Resting rest) {
        return !rest.state().equals(WORKING);
    }

    private void addKeys(Channel channel, boolean isResting, Set<Subject> restingKeys, List<Wish> wishes) {
        boolean isUnderRules = settings.rules(channel).active();
        boolean isFirst = true;
        for (String key : channel.keys().ids()) {
            Subject subject = new Subject(channel.id(), key);
            boolean rests = restingKeys.contains(subject) || (isResting && isFirst);
            Duration every = rests ? settings.every(channel) : settings.everyWell(channel);
            if (!every.isZero() || isUnderRules) {
                wishes.add(new Wish(subject, rests ? State.RESTING : State.WELL, every));
            }
            isFirst = false;
        }
    }

    private void addDisabledKeys(Channel channel, List<Wish> wishes) {
        if (settings.rules(channel).returns()) {
            channel.keys().switched().keySet().stream()
                    .filter(key -> !channel.keys().ids().contains(key))
                    .forEach(key ->
                            add(new Subject(channel.id(), key), State.DISABLED, settings.every(channel), wishes));
        }
    }

    private static void add(Subject subject, State state, Duration every, List<Wish> wishes) {
        if (!every.isZero()) {
            wishes.add(new Wish(subject, state, every));
        }
    }

    private static List<String> trialKeys(Channel channel) {
        List<String> ids = channel.keys().ids();
        return ids.isEmpty() ? List.of(ChannelKeys.MAIN) : ids;
    }
}
