package dev.sluice.launcher;

import dev.sluice.bus.papers.Authority;
import dev.sluice.bus.papers.Authority.Papers;
import dev.sluice.bus.papers.PapersRefused;
import dev.sluice.launcher.conf.ConfException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./sluice cluster init}: makes the certificates by which nodes know each other. */
final class ClusterVerb {
    private static final String USAGE = "expected cluster init [--dir DIR] [--node NAME --host ADDRESS]...";

    private ClusterVerb() {}

    private record Request(String node, List<String> hosts) {}

    static int run(List<String> arguments, PrintStream out) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("init")) {
            throw new ConfException(USAGE);
        }
        Path folder = Path.of("cluster");
        List<Request> requests = new ArrayList<>();
        List<String> options = arguments.subList(1, arguments.size());
        for (int i = 0; i < options.size(); i += 2) {
            String value = value(options, i);
            switch (options.get(i)) {
                case "--dir" -> folder = Path.of(value);
                case "--node" -> requests.add(new Request(value, new ArrayList<>()));
                case "--host" -> last(requests).hosts().add(value);
                default -> throw new ConfException("unknown option '%s'; %s".formatted(options.get(i), USAGE));
            }
        }
        try {
            make(folder.toAbsolutePath().normalize(), requests, out);
        } catch (PapersRefused refused) {
            throw new ConfException("cluster init: " + refused.getMessage());
        }
        return 0;
    }

    private static String value(List<String> options, int at) {
        if (at + 1 == options.size()) {
            throw new ConfException("%s has no value; %s".formatted(options.get(at), USAGE));
        }
        return options.get(at + 1);
    }

    private static Request last(List<Request> requests) {
        if (requests.isEmpty()) {
            throw new ConfException("--host stands before any --node; " + USAGE);
        }
        return requests.getLast();
    }

    private static void make(Path folder, List<Request> requests, PrintStream out) {
        Authority authority = Authority.in(folder);
        out.println((authority.isNew() ? "Made" : "Uses") + " the cluster's authority " + authority.certificate());
        out.println("Keep " + authority.key() + " off the nodes: whoever has it can let nodes in.");
        for (Request request : requests) {
            Papers papers = authority.issue(request.node(), request.hosts());
            print(request, papers, out);
        }
        if (requests.isEmpty()) {
            out.println("For each node: ./sluice cluster init --dir " + folder + " --node NAME --host ADDRESS");
        }
    }

    private static void print(Request request, Papers papers, PrintStream out) {
        out.printf(
                """

                Node %1$s: copy these three files to it and set, in its conf/sluice.yaml,
                cluster:
                  enabled: true
                  node: %1$s
                  host: %2$s
                  tls:
                    key: %3$s
                    certificate: %4$s
                    authority: %5$s
                """,
                request.node(), request.hosts().getFirst(), papers.key(), papers.certificate(), papers.authority());
    }
}
