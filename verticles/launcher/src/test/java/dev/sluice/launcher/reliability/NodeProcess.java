package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node as a process of its own, which can be killed. */
final class NodeProcess implements AutoCloseable {
    static final String TOKEN = "mgmt-reliability-0123456789abcdefghijklmnop";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Path CONF = Path.of("..", "..", "conf", "sluice.yaml").toAbsolutePath();
    private static final AtomicInteger LIVES = new AtomicInteger();

    private final Process process;
    private final Path out;
    private final long startedNanos = System.nanoTime();

    private NodeProcess(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /**
     * What a node is started with.
     *
     * @param folder for its data and for what it prints
     * @param environment beside the usual
     * @param before a command that is given the node's own to run, or nothing
     */
    record Settings(Path folder, Map<String, String> environment, List<String> before) {
        static Settings in(Path folder) {
            return new Settings(folder, Map.of(), List.of());
        }

        Settings with(Map<String, String> more) {
            Map<String, String> all = new HashMap<>(environment);
            all.putAll(more);
            return new Settings(folder, Map.copyOf(all), before);
        }

        Settings under(String... command) {
            return new Settings(folder, environment, List.of(command));
        }

        Path data() {
            return folder.resolve("data");
        }

        /** Lines with this word that nodes with these settings have logged, in all their lives. */
        List<String> logged(String word) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".err"))
                        .sorted()
                        .flatMap(file -> read(file).lines())
                        .filter(line -> line.contains(word))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a node and does not wait. */
    static NodeProcess start(Settings settings, String... options) {
        return launch(settings, "start", options);
    }

    /** Waits for the end of a command that ends by itself; returns what it printed. */
    static Ended run(Settings settings, String verb) {
        try (NodeProcess command = launch(settings, verb)) {
            command.awaitEnd();
            return new Ended(command.process.exitValue(), command.printed());
        }
    }

    /** How a command ended. */
    record Ended(int exit, String printed) {}

    private static NodeProcess launch(Settings settings, String verb, String... options) {
        List<String> command = new ArrayList<>(settings.before());
        command.addAll(Run.command());
        command.addAll(List.of(verb, "--data", settings.data().toString(), "--config", CONF.toString()));
        command.addAll(List.of(options));
        String life = verb + "-" + LIVES.incrementAndGet();
        Path out = settings.folder().resolve(life + ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(settings.folder().resolve(life + ".err").toFile());
        builder.environment().put("SLUICE_HTTP_PORT", "0");
        builder.environment().put("SLUICE_MANAGEMENT_PORT", "0");
        builder.environment().put("SLUICE_ADMIN_TOKEN", TOKEN);
        builder.environment().putAll(settings.environment());
        try {
            Files.createDirectories(settings.folder());
            return new NodeProcess(builder.start(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the node says that it is ready; returns how long it took since it was started. */
    Duration awaitReady() {
        await().pollInterval(Duration.ofMillis(20)).atMost(START).until(() -> !process.isAlive() || isReady());
        assertThat(isReady()).as("%s", errors()).isTrue();
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private boolean isReady() {
        return printed().contains("Data:");
    }

    /** Lets the node run for so long, unless it ends before. */
    void awaitFor(Duration time) {
        try {
            process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    URI address() {
        return URI.create(found("Sluice is ready at (\\S+)"));
    }

    URI management() {
        return URI.create(found("Operations: (\\S+)/metrics"));
    }

    /** What it says of its health: {@code live}, {@code ready} or {@code dependencies}. */
    HttpResponse<String> health(String what) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest question = HttpRequest.newBuilder(management().resolve("/health/" + what))
                    .timeout(START)
                    .build();
            return http.send(question, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends the node in the middle of what it does, as {@code kill -9}. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd();
    }

    /** Lets the node do nothing, as in a pause of which it knows nothing. */
    void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asks the node to end and waits until it has; returns its exit code. */
    int stop() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                    .as("the process has ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private String printed() {
        return read(out);
    }

    private String errors() {
        String all = read(out.resolveSibling(out.getFileName().toString().replace(".out", ".err")));
        return all.substring(Math.max(0, all.length() - 4_000));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed());
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
