package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A5: what is no credential lets nobody in, and a good one only where it belongs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialsTest {
    private static final String GOOD = Management.TOKEN;
    /** Headers as name and value; a query begins with a question mark. */
    private static final List<String> FORMS = List.of(
            "Authorization: Bearer ",
            "Authorization: Bearer   ",
            "Authorization: " + GOOD,
            "Authorization: Token " + GOOD,
            "Authorization: Basic "
                    + Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.US_ASCII)),
            "Authorization: Basic "
                    + Base64.getEncoder().encodeToString(("admin:" + GOOD).getBytes(StandardCharsets.US_ASCII)),
            "Authorization: Bearer admin",
            "Authorization: Bearer changeme",
            "Authorization: Bearer sk-1234",
            "Authorization: Bearer null",
            "Authorization: Bearer undefined",
            "Authorization: Bearer " + GOOD + GOOD,
            "Authorization: Bearer " + GOOD + ",",
            "X-Api-Key: " + GOOD,
            "X-Goog-Api-Key: " + GOOD,
            "Api-Key: " + GOOD,
            "Proxy-Authorization: Bearer " + GOOD,
            "Cookie: token=" + GOOD,
            "Cookie: sluice-access=" + GOOD + "; sluice-refresh=" + GOOD,
            "?token=" + GOOD,
            "?key=" + GOOD,
            "?access_token=" + GOOD);

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void noRouteTakesACredentialThatIsNoneOrOutOfPlace() {
        List<String> accepted = new ArrayList<>();
        int asked = 0;
        for (Route route : management.routes().routes()) {
            if (route.access() == Access.ANYONE) {
                continue;
            }
            for (String form : FORMS) {
                asked++;
                int status = ask(route, form);
                if (status != 401) {
                    accepted.add(route.name() + " " + form + " " + status);
                }
            }
        }

        System.out.println("A5 " + accepted.size() + " credentials_accepted_of_" + asked + " "
                + (accepted.isEmpty() ? "pass" : "fail"));
        assertThat(accepted).isEmpty();
    }

    private int ask(Route route, String form) {
        String path = Management.somePath(route);
        boolean inQuery = form.startsWith("?");
        HttpRequest.Builder request = management.request(inQuery ? path + form : path);
        if (!inQuery) {
            request.header(form.substring(0, form.indexOf(':')), form.substring(form.indexOf(':') + 2));
        }
        if (route.writes()) {
            request.header("Content-Type", "application/json");
        }
        return management
                .send(request.method(
                        route.method().name(),
                        route.writes()
                                ? HttpRequest.BodyPublishers.ofString("{}")
                                : HttpRequest.BodyPublishers.noBody()))
                .status();
    }
}
