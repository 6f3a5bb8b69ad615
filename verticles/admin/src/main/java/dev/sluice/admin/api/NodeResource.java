package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code /api/status}, {@code /api/providers} and {@code /api/openapi.json}: what this node is and can do. */
final class NodeResource {
    private final Store store;
    private final Map<String, Provider> providers;
    private final ManagementRoutes.Node about;
    private final Bytes openApi = openApi();

    NodeResource(Store store, Map<String, Provider> providers, ManagementRoutes.Node about) {
        this.store = store;
        this.providers = Map.copyOf(providers);
        this.about = about;
    }

    Answer status(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(
                200,
                Json.object()
                        .put("version", about.version())
                        .put("node_id", about.nodeId())
                        .put("ready", about.ready().getAsBoolean())
                        .put("generation", store.generation()));
    }

    Answer providers(ApiRequest request) {
        request.allowQuery(Set.of());
        ObjectNode json = Json.object();
        var data = json.putArray("data");
        new TreeMap<>(providers)
                .values().stream()
                        .filter(provider -> provider.retired() == null)
                        .forEach(provider -> data.add(write(provider)));
        if (!providers.containsKey(Demonstration.PROVIDER)) {
            ObjectNode demo =
                    data.addObject().put("name", Demonstration.PROVIDER).putNull("base_url");
            demo.put("base_url_required", false).put("lists_models", false).putArray("parameters");
        }
        return Answer.json(200, json);
    }

    Answer openApi(ApiRequest request) {
        request.allowQuery(Set.of());
        return new Answer(200, Map.of("content-type", "application/json", "cache-control", "no-cache"), openApi);
    }

    private static ObjectNode write(Provider provider) {
        ObjectNode json = Json.object()
                .put("name", provider.name())
                .put("base_url", provider.baseUrl())
                .put("base_url_required", provider.baseUrl() == null)
                .put("lists_models", provider.modelsPath() != null);
        var parameters = json.putArray("parameters");
        new TreeMap<>(provider.parameters())
                .forEach((name, standard) -> parameters
                        .addObject()
                        .put("name", name)
                        .put("required", standard.isEmpty())
                        .put("default", standard.isEmpty() ? null : standard));
        return json;
    }

    private static Bytes openApi() {
        try (InputStream document = NodeResource.class.getResourceAsStream("/dev/sluice/admin/openapi.json")) {
            if (document == null) {
                throw new IllegalStateException("openapi.json is missing from the class path");
            }
            return Bytes.of(document.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
