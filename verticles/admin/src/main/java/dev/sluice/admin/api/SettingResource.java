package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import java.util.List;
import java.util.Set;

/** {@code /api/settings}: how the node that answers is configured, and where that comes from; to be read only. */
final class SettingResource {
    private final List<Setting> settings;

    SettingResource(List<Setting> settings) {
        this.settings = List.copyOf(settings);
    }

    /** All of them are read when a node starts. */
    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        var json = Json.object();
        var all = json.putArray("settings");
        settings.forEach(one -> all.addObject()
                .put("key", one.key())
                .put("value", one.value())
                .put("source", one.source().word())
                .put("default", one.standard())
                .put("description", one.description())
                .put("restart", true));
        return Answer.json(200, json);
    }
}
