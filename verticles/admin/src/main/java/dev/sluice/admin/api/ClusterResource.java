package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.bus.NodeReport;
import dev.sluice.store.Jobs;
import dev.sluice.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/nodes}: every node of the cluster and how it is, and those that are missed. */
final class ClusterResource {
    /** A node that is gone for longer is not missed any more. */
    private static final Duration MISSED = Duration.ofDays(7);

    private static final long MICROS = 1_000;

    private final Store store;
    private final String self;
    private final RollCall rollCall;

    ClusterResource(Store store, ManagementRoutes.Node about) {
        this.store = store;
        this.self = about.nodeId();
        this.rollCall = about.rollCall();
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        List<RollCall.Present> present = rollCall.ask();
        List<Jobs.Lease> leases = store.jobs().held();
        Set<String> names = present.stream().map(one -> one.member().node()).collect(Collectors.toSet());
        ObjectNode json = Json.object().put("self", self).put("generation", store.generation());
        var data = json.putArray("data");
        present.forEach(one -> data.add(write(one, leases)));
        store.nodes().lost(MISSED).stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> data.add(entry(name, null, "lost", leases)));
        return Answer.json(200, json);
    }

    private static ObjectNode write(RollCall.Present present, List<Jobs.Lease> leases) {
        NodeReport report = present.report();
        String name = present.member().node();
        if (report == null) {
            return entry(name, present.member().version(), "silent", leases);
        }
        String state = present.member().draining() ? "draining" : report.state();
        ObjectNode json = entry(name, present.member().version(), state, leases);
        ObjectNode roles = json.putObject("roles");
        new TreeMap<>(report.roles()).forEach(roles::put);
        json.put("generation", report.generation() < 0 ? null : report.generation())
                .put("uptime_ms", report.pace().upMillis())
                .put("bus_lag_ms", millis(report.pace().busMicros()))
                .put("event_loop_lag_ms", millis(report.pace().eventLoopMicros()))
                .put("open_streams", report.load().streams())
                .put("calls_in_flight", report.load().calls())
                .put("journal_backlog", report.load().unshipped())
                .put("overload", report.load().overload())
                .put("heap_used", report.memory().used())
                .put("heap_max", report.memory().most());
        return json;
    }

    private static ObjectNode entry(String name, @Nullable String version, String state, List<Jobs.Lease> leases) {
        ObjectNode json =
                Json.object().put("name", name).put("version", version).put("state", state);
        var jobs = json.putArray("jobs");
        leases.stream()
                .filter(lease -> lease.holder().equals(name))
                .forEach(lease -> jobs.add(lease.job().word()));
        return json;
    }

    private static double millis(long micros) {
        return (double) micros / MICROS;
    }
}
