package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Responder;
import dev.sluice.admin.http.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** U1, as far as headers go: every answer forbids a browser what no page of ours needs. */
class HeadersTest {
    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");
    private static final String NOT_A_TOKEN = "not-a-token";

    private Management management;
    private final List<String> lacking = new ArrayList<>();
    private int answers;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private Reply look(String method, String path, @Nullable String body, @Nullable String token) {
        Reply reply = management.call(method, path, body, token);
        answers++;
        Responder.SECURITY_HEADERS.forEach((name, value) -> {
            if (!reply.headers().allValues(name).equals(List.of(value))) {
                lacking.add(method + " " + path + " " + reply.status() + " " + name);
            }
        });
        return reply;
    }

    @Test
    void everyAnswerOfEveryRouteAndEveryFileHasThemAll() {
        for (Route route : management.routes().routes()) {
            String path = Management.somePath(route);
            String method = route.method().name();
            look(method, path, null, null);
            look(method, path, "{", null);
            look(method, path, null, NOT_A_TOKEN);
            look(method, path, "{", NOT_A_TOKEN);
            if (!route.name().equals("DELETE /api/session")) {
                look(method, path, route.writes() ? "{}" : null, Management.TOKEN);
                look("TRACK", path, null, Management.TOKEN);
            }
        }
        Set<String> files = new TreeSet<>(List.of("/", "/none", "/api", "/api/none", "/..%2f"));
        Matcher named = FILE.matcher(look("GET", "/", null, null).expect(200).text());
        while (named.find()) {
            files.add(named.group(1));
        }
        for (String file : files) {
            look("GET", file, null, null);
            look("HEAD", file, null, null);
            look("POST", file, "{}", null);
        }

        System.out.println("U1.headers " + lacking.size() + " headers_missing_in_" + answers + "_answers "
                + (lacking.isEmpty() ? "pass" : "fail"));
        assertThat(files).anyMatch(file -> file.endsWith(".js")).anyMatch(file -> file.endsWith(".css"));
        assertThat(lacking).isEmpty();
        assertThat(Responder.SECURITY_HEADERS.keySet())
                .contains(
                        "content-security-policy",
                        "x-content-type-options",
                        "referrer-policy",
                        "cross-origin-opener-policy");
    }

    @Test
    void thePolicyAllowsNoInlineScriptAndNoOtherOrigin() {
        String policy = look("GET", "/", null, null).header("content-security-policy");

        assertThat(policy).contains("default-src 'self'", "frame-ancestors 'none'");
        for (String directive : policy.split(";", -1)) {
            List<String> words = List.of(directive.strip().split(" ", -1));
            boolean script = words.getFirst().startsWith("script-src")
                    || words.getFirst().equals("default-src");
            assertThat(words).as(directive).doesNotContain("*", "https:", "http:", "'unsafe-eval'");
            if (script) {
                assertThat(words).as(directive).doesNotContain("'unsafe-inline'", "data:", "blob:");
            }
        }
    }
}
