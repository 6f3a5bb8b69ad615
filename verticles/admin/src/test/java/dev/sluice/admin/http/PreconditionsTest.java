package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreconditionsTest {
    /** How one of each is made, and what two who have seen it write. */
    private static final Map<String, List<String>> OBJECTS = Map.of(
            "/api/keys/{id}", List.of("{'name':'k'}", "{'name':'k1'}", "{'name':'k2'}"),
            "/api/channels/{id}",
                    List.of(
                            "{'name':'c','provider':'openai','secret':'sk-x','models':['m']}",
                            "{'weight':2}",
                            "{'weight':3}"),
            "/api/users/{id}", List.of("{'name':'u'}", "{'name':'u1'}", "{'default_group':'default','name':'u2'}"),
            "/api/groups/{id}", List.of("{'name':'g'}", "{'description':'one'}", "{'description':''}"),
            "/api/budgets/{id}",
                    List.of(
                            "{'name':'b','scope':'user','subject':'admin','period':'day','unit':'requests','limit':9}",
                            "{'limit':8}",
                            "{'limit':7}"),
            "/api/limits/{id}",
                    List.of(
                            "{'scope':'user','subject':'admin','concurrency':2}",
                            "{'concurrency':3}",
                            "{'concurrency':4}"),
            "/api/routing-rules/{id}",
                    List.of(
                            "{'scope':'model','subject':'m','strategy':'round_robin'}",
                            "{'strategy':'fill_first'}",
                            "{'strategy':'weighted'}"),
            "/api/redemptions/{id}",
                    List.of("{'name':'r','amount':'1','count':1}", "{'enabled':false}", "{'enabled':true}"),
            "/api/announcements/{id}", List.of("{'title':'t','text':'x'}", "{'text':'y'}", "{'text':'z'}"),
            "/api/invitations", List.of("", "{'inviter_reward':'1'}", "{'inviter_reward':'2'}"));

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private Reply ask(String method, String path, String body, String ifMatch) {
        HttpRequest.Builder request = management
                .request(path)
                .header("Authorization", "Bearer " + Management.TOKEN)
                .header("If-Match", ifMatch);
        if (body.isEmpty()) {
            return management.send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        return management.send(request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    /** Where the fresh object is. */
    private String made(String route, String body) {
        if (body.isEmpty()) {
            return route;
        }
        var json = management
                .post(route.replace("/{id}", ""), body.replace('\'', '"'))
                .expect(201)
                .json();
        return route.replace("{id}", json.path(json.has("id") ? "id" : "name").asText());
    }

    private Set<String> paths(String method) {
        return management.routes().routes().stream()
                .filter(route -> route.method().name().equals(method))
                .map(Route::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyObjectThatCanBeChangedHasATagAndOfTwoWhoHaveSeenItOneChangesIt() {
        Set<String> changing = paths("PATCH");
        changing.retainAll(paths("GET"));
        List<String> lost = new ArrayList<>();

        OBJECTS.forEach((route, bodies) -> {
            String path = made(route, bodies.getFirst());
            String seen = management.get(path).expect(200).header("etag");
            Reply first = ask("PATCH", path, bodies.get(1), seen).expect(200);
            Reply second = ask("PATCH", path, bodies.get(2), seen);
            String present = management.get(path).header("etag");
            if (second.status() != 412
                    || !second.code().equals("precondition_failed")
                    || !second.header("etag").equals(present)
                    || !first.header("etag").equals(present)
                    || present.equals(seen)) {
                lost.add(route + " " + second.status() + " " + seen + " " + first.header("etag") + " " + present);
            }
            ask("PATCH", path, bodies.get(2), "\"x\", " + present).expect(200);
        });

        System.out.println("E4 " + lost.size() + " lost_updates_of_" + OBJECTS.size() + "_kinds "
                + (lost.isEmpty() && OBJECTS.keySet().equals(changing) ? "pass" : "fail"));
        assertThat(OBJECTS.keySet()).isEqualTo(changing);
        assertThat(lost).isEmpty();
    }

    @Test
    void everySingleObjectThatCanBeReadHasATag() {
        String session = "/api/profile";
        String key = made("/api/keys/{id}", "{'name':'tagged'}");
        String generation = String.valueOf(management.store.generation());

        assertThat(management.get(key).header("etag")).matches("\"[A-Za-z0-9_-]{22}\"");
        assertThat(management.get("/api/revisions/" + generation).expect(200).header("etag"))
                .matches("\"[A-Za-z0-9_-]{22}\"");
        assertThat(management.get("/api/keys/none").expect(404).headers().map()).doesNotContainKey("etag");
        management.get(session).expect(200);
    }

    @Test
    void whatWasChangedMeanwhileIsNotDeleted() {
        for (String route : List.of("/api/keys/{id}", "/api/announcements/{id}")) {
            List<String> bodies = OBJECTS.getOrDefault(route, List.of());
            String path = made(route, bodies.getFirst().replace("'k'", "'to be deleted'"));
            String seen = management.get(path).header("etag");
            management.patch(path, bodies.get(1).replace('\'', '"')).expect(200);

            ask("DELETE", path, "", seen).expect(412);
            ask("DELETE", path, "", "*").expect(204);
            ask("DELETE", path, "", "*").expect(404);
        }
    }

    @Test
    void aTagWhereNoneIsLookedAtIsRefused() {
        ask("POST", "/api/groups", "{'name':'conditional'}", "*").expect(400);
        ask("GET", "/api/groups/default", "", "*").expect(400);
    }
}
