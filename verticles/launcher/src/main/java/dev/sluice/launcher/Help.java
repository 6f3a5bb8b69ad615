package dev.sluice.launcher;

import java.io.PrintStream;
import java.util.Objects;

/** What {@code ./sluice --help} and {@code --version} print. */
final class Help {
    private static final String TEXT = """
        usage: ./sluice [start] [options]    run one node (builds it first if needed)
               ./sluice audit [options]      check the books: one line for each invariant
               ./sluice cluster init [--dir DIR] [--node NAME --host ADDRESS]...
                                             make certificates for the nodes of a cluster
               ./sluice user reset-second-factor NAME [options]
                                             take codes and passkeys away from who has lost them
               ./sluice --version            print the version
               ./sluice --help               print this

        options:
          --host HOST      listen on this address          (http.host, SLUICE_HTTP_HOST; 127.0.0.1)
          --port PORT      listen on this port             (http.port, SLUICE_HTTP_PORT; 8080)
          --data DIR       folder for the embedded database and keys   (data, SLUICE_DATA; ./data)
          --config FILE    configuration                   (conf/sluice.yaml)
          --cluster        join a cluster of equal nodes   (cluster.enabled, SLUICE_CLUSTER_ENABLED)

        Every key of conf/sluice.yaml has an environment form: http.port is SLUICE_HTTP_PORT.
        Exit codes: 0 stopped after draining, 1 the audit found violations, 2 bad configuration,
        3 a port, the database or the journal is not to be had.
        """;

    private Help() {}

    static int print(PrintStream out) {
        out.print(TEXT);
        return 0;
    }

    static int printVersion(PrintStream out) {
        out.println("sluice " + version());
        return 0;
    }

    static String version() {
        return Objects.requireNonNullElse(Help.class.getPackage().getImplementationVersion(), "development");
    }
}
