package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node as a process of its own: what it prints, how it stops, what it exits with. */
final class ProcessTest {
    private static final String KEY = "sk-process-test-0123456789abcdefghijkl";
    private static final Path CONF = Path.of("..", "..", "conf", "sluice.yaml").toAbsolutePath();

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        client.close();
    }

    @Test
    void theReadyLineComesFirstAndACurlAndASetupLinkFollow() throws Exception {
        sluice(Map.of(), "start");

        String printed = awaitReady();

        assertThat(printed.lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).matches("Sluice is ready at http://127\\.0\\.0\\.1:\\d+"));
        assertThat(printed)
                .contains("curl -N ")
                .containsPattern("Authorization: Bearer sk-[A-Za-z0-9_-]{43}'")
                .containsPattern("Admin UI: +http://127\\.0\\.0\\.1:\\d+/#setup=\\S{20,}")
                .contains("Data:       " + folder.resolve("data"));
    }

    @Test
    void sigtermLetsARunningStreamEndAndExitsWithZero() throws Exception {
        Process node = sluice(Map.of("SLUICE_INITIAL_KEY", KEY), "start");
        URI address = addressIn(awaitReady());
        CompletableFuture<HttpResponse<String>> stream =
                client.sendAsync(completion(address, "demo-slow"), HttpResponse.BodyHandlers.ofString());
        awaitErrors("catalog adopted");
        await().atMost(Duration.ofSeconds(10)).until(() -> metric("sluice_streams_open") == 1);

        node.destroy();

        assertThat(stream.get(30, TimeUnit.SECONDS).body()).endsWith("data: [DONE]\n\n");
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isZero();
    }

    @Test
    void theAuditOfAStoppedNodesBooksHoldsAndCountsItsRequests() throws Exception {
        Process node = sluice(Map.of("SLUICE_INITIAL_KEY", KEY), "start");
        URI address = addressIn(awaitReady());
        client.send(completion(address, "demo"), HttpResponse.BodyHandlers.ofString());
        node.destroy();
        node.waitFor(30, TimeUnit.SECONDS);

        Process audit = sluice(Map.of(), "audit");

        assertThat(audit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(audit.exitValue()).isZero();
        assertThat(output())
                .contains(
                        "I1 0 violations pass",
                        "I2 0 violations pass",
                        "settled_requests 1",
                        "open_holds 0",
                        "unshipped 0");
    }

    @Test
    void aJournalWhoseDatabaseIsGoneExitsWithThreeAndSaysWhatToDo() throws Exception {
        Process node = sluice(Map.of("SLUICE_INITIAL_KEY", KEY), "start");
        client.send(completion(addressIn(awaitReady()), "demo"), HttpResponse.BodyHandlers.ofString());
        node.destroy();
        node.waitFor(30, TimeUnit.SECONDS);
        for (String file : List.of("sluice.db", "sluice.db-wal", "sluice.db-shm")) {
            Files.deleteIfExists(folder.resolve("data").resolve(file));
        }

        Process again = sluice(Map.of("SLUICE_INITIAL_KEY", KEY), "start");

        assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isEqualTo(3);
        assertThat(errors()).contains("another node or database", "move the folder away");
    }

    @Test
    void aBadValueExitsWithTwoAndNamesKeyValueAndExpectation() throws Exception {
        Process node = sluice(Map.of("SLUICE_HTTP_DRAIN", "soon"), "start");

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(2);
        assertThat(errors()).contains("http.drain", "'soon'", "a duration");
    }

    @Test
    void aTakenPortExitsWithThreeAndNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process node = sluice(Map.of("SLUICE_HTTP_PORT", Integer.toString(taken.getLocalPort())), "start");

            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).isEqualTo(3);
            assertThat(errors()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aDatabaseThatIsNotToBeHadExitsWithThree() throws Exception {
        Process node = sluice(Map.of("SLUICE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none"), "start");

        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(3);
        assertThat(errors()).contains("sluice: ");
    }

    @Test
    void anUnknownVerbExitsWithTwoAndHelpWithZero() throws Exception {
        Process unknown = sluice(Map.of(), "frobnicate");
        assertThat(unknown.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(unknown.exitValue()).isEqualTo(2);

        Process help = sluice(Map.of(), "--help");
        assertThat(help.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(help.exitValue()).isZero();
        assertThat(output()).contains("usage: ./sluice");
    }

    private Process sluice(Map<String, String> environment, String verb) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.launcher.Main",
                verb));
        if (!verb.startsWith("-") && !verb.equals("frobnicate")) {
            command.addAll(Arrays.asList("--data", folder.resolve("data").toString(), "--config", CONF.toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("SLUICE_HTTP_PORT", "0");
        builder.environment().put("SLUICE_MANAGEMENT_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String awaitReady() throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(() -> output().contains("Data:"));
        return output();
    }

    private void awaitErrors(String text) {
        await().atMost(Duration.ofSeconds(10)).until(() -> errors().contains(text));
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    private static URI addressIn(String printed) {
        return URI.create(found(printed, "Sluice is ready at (\\S+)"));
    }

    private double metric(String name) throws IOException, InterruptedException {
        String operations = found(output(), "Operations: (\\S+)/metrics");
        HttpRequest request = HttpRequest.newBuilder(URI.create(operations + "/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        String scraped =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return Double.parseDouble(found(scraped, "(?m)^" + name + " (\\S+)"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static HttpRequest completion(URI address, String model) {
        return HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + KEY)
                .timeout(Duration.ofSeconds(40))
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model
                        + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}"))
                .build();
    }
}
