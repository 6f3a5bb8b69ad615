package dev.sluice.admin.http;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every route there is. Paths are compared as they came, undecoded, so that there is one spelling of each. */
public record RouteTable(List<Route> routes) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}");

    public RouteTable {
        routes = List.copyOf(routes);
    }

    /** What a method and a path come to. */
    public sealed interface Match {

        /** There is such a route. */
        record Found(Route route, Map<String, String> path) implements Match {}

        /** The path exists, with other methods. */
        record OtherMethods(Set<String> methods) implements Match {}

        /** There is no such path. */
        record Nothing() implements Match {}
    }

    public Match find(HttpMethod method, String path) {
        List<String> segments = List.of(path.split("/", -1));
        Set<String> others = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> values = new HashMap<>();
            if (!fits(route.segments(), segments, values)) {
                continue;
            }
            if (route.method().equals(method)) {
                return new Match.Found(route, values);
            }
            others.add(route.method().name());
        }
        return others.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(others);
    }

    private static boolean fits(List<String> template, List<String> segments, Map<String, String> values) {
        if (template.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            String actual = segments.get(i);
            if (expected.startsWith("{")) {
                if (!ID.matcher(actual).matches()) {
                    return false;
                }
                values.put(expected.substring(1, expected.length() - 1), actual);
            } else if (!expected.equals(actual)) {
                return false;
            }
        }
        return true;
    }
}
