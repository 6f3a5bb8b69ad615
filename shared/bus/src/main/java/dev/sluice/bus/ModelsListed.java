package dev.sluice.bus;

import java.util.List;

/** What a channel's upstream says it serves. */
public record ModelsListed(String channelId, List<String> models) {
    public ModelsListed {
        models = List.copyOf(models);
    }
}
