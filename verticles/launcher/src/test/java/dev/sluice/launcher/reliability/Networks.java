package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks of their own for some processes of this machine, which reach each other through it: so that any direction between
 * two of them can be cut without a word, while each still reaches the machine. Needs Linux, {@code ip} and root.
 */
final class Networks implements AutoCloseable {
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

    private final String prefix = "sl" + ProcessHandle.current().pid() + "-";
    private final int count;
    private final String forwarding;
    private final List<List<String>> cuts = new ArrayList<>();

    private Networks(int count) {
        this.count = count;
        this.forwarding = read(FORWARDING);
    }

    /** Whether this process may make any. */
    static boolean areThere() {
        return Files.isWritable(FORWARDING) && System.getProperty("user.name").equals("root");
    }

    /** So many networks of one process each, whole. */
    static Networks of(int count) {
        Networks networks = new Networks(count);
        networks.make();
        return networks;
    }

    private void make() {
        for (int i = 0; i < count; i++) {
            String name = name(i);
            ip("netns", "add", name);
            ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
            ip("addr", "add", gate(i) + "/30", "dev", name);
            ip("link", "set", name, "up");
            ip("-n", name, "addr", "add", address(i) + "/30", "dev", "eth0");
            ip("-n", name, "link", "set", "eth0", "up");
            ip("-n", name, "link", "set", "lo", "up");
            ip("-n", name, "route", "add", "default", "via", gate(i));
        }
        write("1");
    }

    int count() {
        return count;
    }

    /** What to put before a command that shall run in this network. */
    String[] inside(int network) {
        return new String[] {"ip", "netns", "exec", name(network)};
    }

    /** By which the process in this network is known to all others. */
    String address(int network) {
        return "10.77." + network + ".2";
    }

    /** By which all networks know the machine. */
    String machine() {
        return gate(0);
    }

    /** Loses from now on whatever is sent this way. */
    void cut(int from, int to) {
        List<String> rule = way(from, to);
        cuts.add(rule);
        rule("add", rule);
    }

    /** Carries again what is sent this way, which was cut. */
    void open(int from, int to) {
        List<String> rule = way(from, to);
        cuts.remove(rule);
        rule("del", rule);
    }

    private List<String> way(int from, int to) {
        return List.of("iif", name(from), "to", address(to), "blackhole");
    }

    /** Cuts one off from all others, both ways. */
    void isolate(int network) {
        for (int other = 0; other < count; other++) {
            if (other != network) {
                cut(network, other);
                cut(other, network);
            }
        }
    }

    /** Nothing is cut any more. */
    void heal() {
        cuts.forEach(cut -> rule("del", cut));
        cuts.clear();
    }

    @Override
    public void close() {
        heal();
        for (int i = 0; i < count; i++) {
            ip("netns", "del", name(i));
        }
        write(forwarding);
    }

    private String name(int network) {
        return prefix + network;
    }

    private static String gate(int network) {
        return "10.77." + network + ".1";
    }

    private static void rule(String verb, List<String> rule) {
        List<String> all = new ArrayList<>(List.of("rule", verb));
        all.addAll(rule);
        ip(all.toArray(String[]::new));
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String value) {
        try {
            Files.writeString(FORWARDING, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
