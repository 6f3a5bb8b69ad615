package dev.sluice.launcher.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A database server that can be stopped, frozen and started again with all that it had. */
interface DatabaseServer extends AutoCloseable {
    /** For {@code database.url}, as if it listened here. */
    String url(String host, int port);

    int port();

    String user();

    void start();

    /** Ends the server; clients lose their connections. */
    void stop();

    /** Its processes. */
    Stream<ProcessHandle> processes();

    @Override
    void close();

    /** What a node is told that finds it at this port of its own machine. */
    default Map<String, String> settings(int atPort) {
        return settings("127.0.0.1", atPort);
    }

    /** What a node is told that finds it here. */
    default Map<String, String> settings(String host, int atPort) {
        return Map.of(
                "SLUICE_DATABASE_URL",
                url(host, atPort),
                "SLUICE_DATABASE_USER",
                user(),
                "SLUICE_DATABASE_PASSWORD",
                "pa55word",
                "SLUICE_ACCOUNTING_PURSE_IDLE",
                "1s");
    }

    /** Lets it do nothing more, without a word to its clients. */
    default void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    default void thaw() {
        signal("-CONT");
    }

    /** What lies in it. */
    default Books books() {
        return new Books(url("127.0.0.1", port()), user(), "pa55word");
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", name));
        processes().map(process -> Long.toString(process.pid())).forEach(command::add);
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
