package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Json;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Labels;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.RawJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator may want different in a channel's requests, how channels are found, and how many are changed at once. */
class ChannelShapingTest {
    private static final Condition ALWAYS = Condition.ALWAYS;

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void whatIsWrittenIsKeptAndShownAsItWasWritten() {
        JsonNode made = make("""
                {"headers":[{"name":"X-Team","value":"{model} {request_id}","when":{"model":"gpt-*"}},
                {"name":"anthropic-beta","value":null}],
                "body":[{"path":"temperature","value":0.5},{"path":"/a/0","default":{"b":null}},
                {"path":"user","remove":true,"when":{"stream":true,"path":"tools","equals":null}},
                {"path":"stop","value":null}],
                "status_mapping":{"400":429,"500":404},
                "system_prompt":{"text":"Be brief.\\n","mode":"force"},
                "tags":["eu","team/a"],"notes":"Two\\nlines"}""");

        Shaping shaping = management
                .store
                .channels()
                .get(made.path("id").asText())
                .orElseThrow()
                .shaping();
        assertThat(shaping.headers())
                .containsExactly(
                        new HeaderRule("x-team", "{model} {request_id}", new Condition("gpt-*", null, null, null)),
                        new HeaderRule("anthropic-beta", null, ALWAYS));
        assertThat(shaping.body())
                .containsExactly(
                        new BodyRule("temperature", new BodyRule.Put(new RawJson("0.5")), ALWAYS),
                        new BodyRule("/a/0", new BodyRule.Default(new RawJson("{\"b\":null}")), ALWAYS),
                        new BodyRule(
                                "user",
                                new BodyRule.Without(),
                                new Condition(null, true, "tools", new RawJson("null"))),
                        new BodyRule("stop", new BodyRule.Put(new RawJson("null")), ALWAYS));
        assertThat(shaping.statusMapping()).isEqualTo(Map.of(400, 429, 500, 404));
        assertThat(shaping.systemPrompt()).isEqualTo(new SystemPrompt("Be brief.\n", SystemPrompt.Mode.FORCE));
        assertThat(management.store.channels().list().getFirst().labels())
                .isEqualTo(new Labels(List.of("eu", "team/a"), "Two\nlines"));
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(made);
        assertThat(made.at("/body/2/when/equals").isNull()).isTrue();
    }

    @Test
    void aPatchLeavesTheRestAloneAndNullClears() {
        JsonNode made = make("""
                {"headers":[{"name":"x-a","value":"b"}],"body":[{"path":"a","value":1}],"status_mapping":{"400":500},
                "system_prompt":{"text":"t","mode":"default"},"tags":["a"],"notes":"n"}""");

        JsonNode touched =
                management.patch(at(made), "{\"notes\":\"other\"}").expect(200).json();
        JsonNode cleared = management.patch(at(made), """
                        {"headers":null,"body":null,"status_mapping":null,"system_prompt":null,"tags":null,"notes":null}""").expect(200).json();

        assertThat(touched.at("/system_prompt/mode").asText()).isEqualTo("default");
        assertThat(touched.at("/body/0/value").asInt()).isEqualTo(1);
        assertThat(cleared.path("headers")).isEmpty();
        assertThat(cleared.path("body")).isEmpty();
        assertThat(cleared.path("status_mapping")).isEmpty();
        assertThat(cleared.path("system_prompt").isNull()).isTrue();
        assertThat(cleared.path("tags")).isEmpty();
        assertThat(cleared.path("notes").asText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "headers[0].name | 'headers':[{'name':'Authorization','value':'x'}]",
                "headers[0].name | 'headers':[{'name':'X-Api-Key','value':'x'}]",
                "headers[0].name | 'headers':[{'name':'cookie','value':'x'}]",
                "headers[0].name | 'headers':[{'name':'Host','value':'x'}]",
                "headers[0].name | 'headers':[{'name':'Content-Length','value':'1'}]",
                "headers[0].name | 'headers':[{'name':'Transfer-Encoding','value':'chunked'}]",
                "headers[0].name | 'headers':[{'name':'User-Agent','value':'curl/8'}]",
                "headers[0].name | 'headers':[{'name':'x-stainless-lang','value':'js'}]",
                "headers[0].name | 'headers':[{'name':'a b','value':'x'}]",
                "headers[0].name | 'headers':[{'name':'a\\r\\nb','value':'x'}]",
                "headers[0].name | 'headers':[{'value':'x'}]",
                "headers[0].value | 'headers':[{'name':'x-a'}]",
                "headers[0].value | 'headers':[{'name':'x-a','value':'b\\r\\nX-Evil: 1'}]",
                "headers[0].value | 'headers':[{'name':'x-a','value':''}]",
                "headers[0].value | 'headers':[{'name':'x-a','value':'モデル'}]",
                "headers[0].when.models | 'headers':[{'name':'x-a','value':'b','when':{'models':'m'}}]",
                "headers[1] | 'headers':[{'name':'x-a','value':'b'},{'name':'X-A','value':'b'}]",
                "body[0] | 'body':[{'path':'a'}]",
                "body[0] | 'body':[{'path':'a','value':1,'default':2}]",
                "body[0].path | 'body':[{'value':1}]",
                "body[0].path | 'body':[{'path':'model','value':'gpt-5'}]",
                "body[0].path | 'body':[{'path':'/stream','value':true}]",
                "body[0].path | 'body':[{'path':'','value':true}]",
                "body[0].path | 'body':[{'path':'a..b','value':true}]",
                "body[0].path | 'body':[{'path':'/a~2','value':true}]",
                "body[0].path | 'body':[{'path':'a.a.a.a.a.a.a.a.a.a.a','value':true}]",
                "body[0].remove | 'body':[{'path':'a','remove':false}]",
                "body[0].when.stream | 'body':[{'path':'a','value':1,'when':{'stream':'yes'}}]",
                "body[0].when.path | 'body':[{'path':'a','value':1,'when':{'equals':1}}]",
                "body | 'body':{}",
                "status_mapping.200 | 'status_mapping':{'200':500}",
                "status_mapping.400 | 'status_mapping':{'400':200}",
                "status_mapping.400 | 'status_mapping':{'400':600}",
                "status_mapping.4xx | 'status_mapping':{'4xx':500}",
                "system_prompt.mode | 'system_prompt':{'text':'t'}",
                "system_prompt.mode | 'system_prompt':{'text':'t','mode':'suffix'}",
                "system_prompt.text | 'system_prompt':{'text':' ','mode':'force'}",
                "tags[0] | 'tags':['two words']",
                "tags[1] | 'tags':['a','a']",
                "tags | 'tags':['1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21']",
                "notes | 'notes':'\\u0000'"
            })
    void aFieldThatIsWrongIsNamed(String field, String change) {
        Reply reply = management
                .post("/api/channels", over("{" + change.replace('\'', '"') + "}"))
                .expect(400);

        assertThat(reply.param()).isEqualTo(field);
        assertThat(reply.json().at("/error/message").asText()).startsWith(field + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "tag=eu, one two",
        "provider=demo, three",
        "enabled=false, two",
        "tag=eu&enabled=true, one",
        "q=TWO, two",
        "q=paid, three",
        "q=special-model, one",
        "tag=none, ''"
    })
    void channelsAreFoundByTagProviderSwitchAndWords(String query, String names) {
        make("{\"name\":\"one\",\"tags\":[\"eu\"],\"models\":[\"special-model\"]}");
        make("{\"name\":\"two\",\"tags\":[\"eu\",\"x\"],\"enabled\":false}");
        make("{\"name\":\"three\",\"provider\":\"demo\",\"notes\":\"Paid by us\"}");

        JsonNode found = management.get("/api/channels?" + query).expect(200).json();

        assertThat(StreamSupport.stream(found.path("data").spliterator(), false)
                        .map(channel -> channel.path("name").asText()))
                .containsExactly(names.isEmpty() ? new String[0] : names.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({"enabled=1, enabled", "q=, q", "colour=red, colour"})
    void aWrongFilterIsNamed(String query, String field) {
        assertThat(management.get("/api/channels?" + query).expect(400).param()).isEqualTo(field);
    }

    @Test
    void manyChannelsAreChangedInOneChangeOfTheConfigurationWithOneLineInTheAuditLog() {
        String one = id(make("{\"name\":\"one\",\"tags\":[\"eu\"]}"));
        String two = id(make("{\"name\":\"two\",\"tags\":[\"eu\",\"old\"],\"weight\":3}"));
        String three = id(make("{\"name\":\"three\"}"));
        long before = management.store.generation();
        String edit = """
                {"tag":"eu","set":{"enabled":false,"priority":-2,"weight":3,"groups":["vip"],"add_tags":["new"],
                "remove_tags":["old"]},"dry_run":%s}""";

        JsonNode rehearsed = management
                .post("/api/channels/bulk", edit.formatted("true"))
                .expect(200)
                .json();
        long rehearsal = management.store.generation();
        JsonNode done = management
                .post("/api/channels/bulk", edit.formatted("false"))
                .expect(200)
                .json();

        assertThat(rehearsed.path("dry_run").asBoolean()).isTrue();
        assertThat(rehearsed.path("changed")).isEqualTo(done.path("changed"));
        assertThat(rehearsal).isEqualTo(before);
        assertThat(management.store.generation()).isEqualTo(before + 1);
        assertThat(done.path("changed"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(one, two)
                .doesNotContain(three);
        JsonNode changed = management.get("/api/channels/" + two).expect(200).json();
        assertThat(changed.path("enabled").asBoolean()).isFalse();
        assertThat(changed.path("priority").asInt()).isEqualTo(-2);
        assertThat(changed.path("weight").asInt()).isEqualTo(3);
        assertThat(changed.at("/groups/0").asText()).isEqualTo("vip");
        assertThat(changed.path("tags")).extracting(JsonNode::asText).containsExactly("eu", "new");
        JsonNode lines = management.get("/api/audit-log").expect(200).json().path("data");
        assertThat(lines.at("/0/action").asText()).isEqualTo("POST /api/channels/bulk");
        assertThat(lines.at("/0/changes")).hasSize(2);
        assertThat(lines.at("/1/action").asText()).isEqualTo("POST /api/channels");
    }

    @Test
    void channelsThatAreSoAlreadyAreNotAmongThoseThatChanged() {
        String one = id(make("{\"name\":\"one\"}"));
        String two = id(make("{\"name\":\"two\",\"weight\":5}"));
        long before = management.store.generation();
        String body = "{\"ids\":[\"" + one + "\",\"" + two + "\"],\"set\":{\"weight\":5}}";

        JsonNode done = management.post("/api/channels/bulk", body).expect(200).json();
        JsonNode again = management.post("/api/channels/bulk", body).expect(200).json();

        assertThat(done.path("changed")).extracting(JsonNode::asText).containsExactly(one);
        assertThat(again.path("changed")).isEmpty();
        assertThat(management.store.generation()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ids | {'set':{'weight':1}}",
                "tag | {'ids':[],'tag':'eu','set':{'weight':1}}",
                "ids[0] | {'ids':['ch_nobody'],'set':{'weight':1}}",
                "set | {'tag':'eu'}",
                "set | {'tag':'eu','set':{}}",
                "set.weight | {'tag':'eu','set':{'weight':0}}",
                "set.name | {'tag':'eu','set':{'name':'x'}}",
                "set.groups | {'tag':'eu','set':{'groups':[]}}",
                "set.enabled | {'tag':'eu','set':{'enabled':null}}",
                "set.add_tags[0] | {'tag':'eu','set':{'add_tags':['a b']}}",
                "set.add_tags | {'tag':'full','set':{'add_tags':['21']}}",
                "dry_run | {'tag':'eu','set':{'weight':1},'dry_run':'no'}"
            })
    void aWrongBulkEditIsRefusedAndChangesNothing(String field, String edit) {
        make("""
                {"name":"full","tags":["full","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17",
                "18","19","20"]}""");
        long before = management.store.generation();

        Reply reply =
                management.post("/api/channels/bulk", edit.replace('\'', '"')).expect(400);

        assertThat(reply.param()).isEqualTo(field);
        assertThat(management.store.generation()).isEqualTo(before);
    }

    private JsonNode make(String fields) {
        return management.post("/api/channels", over(fields)).expect(201).json();
    }

    private static String over(String fields) {
        ObjectNode whole =
                (ObjectNode) Json.read(Bytes.utf8("{\"name\":\"x\",\"provider\":\"openai\",\"models\":[\"m\"]}"));
        whole.setAll((ObjectNode) Json.read(Bytes.utf8(fields)));
        return whole.toString();
    }

    private static String id(JsonNode channel) {
        return channel.path("id").asText();
    }

    private static String at(JsonNode channel) {
        return "/api/channels/" + id(channel);
    }
}
