package dev.sluice.launcher.reliability;

import dev.sluice.testkit.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** PostgreSQL as it comes from Maven. */
final class PostgresServer implements DatabaseServer {
    private final Path folder;
    private final int port;
    private EmbeddedPostgres engine;

    /** Starts it with its data in this folder. */
    PostgresServer(Path folder) {
        this.folder = folder;
        this.port = FreePorts.one();
        this.engine = launch(folder, port);
    }

    private static EmbeddedPostgres launch(Path folder, int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url(String host, int atPort) {
        return "jdbc:postgresql://" + host + ":" + atPort + "/postgres";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public void start() {
        engine = launch(folder, port);
    }

    @Override
    public void stop() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stream<ProcessHandle> processes() {
        try (Stream<String> lines = Files.lines(folder.resolve("postmaster.pid"))) {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(lines.findFirst().orElseThrow().strip()))
                    .orElseThrow();
            return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
