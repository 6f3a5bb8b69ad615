package dev.sluice.launcher.reliability;

import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An nginx before nodes, with the configuration that Sluice's compose file has, but for addresses. */
final class Nginx implements AutoCloseable {
    private static final Path SAMPLE =
            Path.of("..", "..", "docker", "nginx.conf").toAbsolutePath().normalize();
    private static final List<Path> PLACES = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
            .map(Path::of)
            .toList();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isThere() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    /** Starts one before nodes at these ports, with its files in this folder. */
    static Nginx before(List<Integer> ports, Path folder) {
        int own = FreePorts.one();
        try {
            Files.createDirectories(folder);
            Path conf = folder.resolve("nginx.conf");
            Files.writeString(conf, configuration(Files.readString(SAMPLE), ports, own, folder));
            String binary = PLACES.stream()
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toString();
            Process process = new ProcessBuilder(
                            binary,
                            "-p",
                            folder.toString(),
                            "-c",
                            conf.toString(),
                            "-e",
                            folder.resolve("error.log").toString(),
                            "-g",
                            "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
            await().atMost(SOON).until(() -> takesConnections(own));
            return new Nginx(process, own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(String sample, List<Integer> ports, int own, Path folder) {
        String servers = ports.stream()
                .map(port -> "    server 127.0.0.1:" + port + " max_fails=1 fail_timeout=1s;")
                .collect(Collectors.joining("\n"));
        return sample.replaceAll("(?m)^ *server sluice-1:[^\\n]*$", servers)
                .replaceAll("(?m)^ *server sluice-[23]:[^\\n]*\\n", "")
                .replaceAll("listen [^;]+;", "listen 127.0.0.1:" + own + ";")
                .replaceAll("(?m)^ *resolver[^\\n]*\\n", "")
                .replace("/tmp/", folder + "/")
                .replaceAll("(?m)^user [^\\n]*\\n", "");
    }

    private static boolean takesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
