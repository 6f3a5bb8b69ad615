package dev.sluice.launcher;

import dev.sluice.accounting.CannotStart;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.store.StoreUnavailable;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;

/** The command behind {@code ./sluice}: {@code start}, {@code audit}, {@code cluster}, {@code user}, {@code --help}, {@code --version}. */
public final class Main {
    static final int BAD_CONFIGURATION = 2;
    static final int NOT_TO_BE_HAD = 3;

    /** System property: start, stop and exit, so that the JVM can note what a start needs (see the command's {@code train}). */
    private static final String REHEARSAL = "sluice.rehearsal";

    private Main() {}

    /** Exit codes: 0 after a drained stop; 1 if an audit found violations; 2 bad configuration; 3 port, database or journal not to be had. */
    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (code >= 0) {
            LogManager.shutdown();
            System.exit(code);
        }
    }

    /** Runs a verb; -1 if a node is up and the process should live on. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            return verb(arguments, environment, out);
        } catch (ConfException bad) {
            err.println("sluice: bad configuration: " + bad.getMessage());
            return BAD_CONFIGURATION;
        } catch (StoreUnavailable | PortTaken | CannotStart missing) {
            err.println("sluice: " + missing.getMessage());
            if (missing.getCause() != null) {
                err.println("  because: " + missing.getCause().getMessage());
            }
            return NOT_TO_BE_HAD;
        }
    }

    private static int verb(List<String> arguments, Map<String, String> environment, PrintStream out) {
        String verb = arguments.isEmpty() ? "start" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (verb) {
            case "-h", "--help", "help" -> Help.print(out);
            case "--version", "version" -> Help.printVersion(out);
            case "audit" -> Audit.run(Conf.read(rest, environment), out);
            case "cluster" -> ClusterVerb.run(rest, out);
            case "user" -> UserVerb.run(rest, environment, out);
            case "start" -> start(Conf.read(rest, environment), out);
            default -> {
                if (verb.startsWith("--")) {
                    yield start(Conf.read(arguments, environment), out);
                }
                throw new ConfException(
                        "unknown verb '%s'; expected start, audit, cluster, user, --help or --version".formatted(verb));
            }
        };
    }

    private static int start(Conf conf, PrintStream out) {
        Node node = Node.start(conf, out);
        if (Boolean.getBoolean(REHEARSAL)) {
            node.close();
            return 0;
        }
        // Halting from the last hook is the only way to end with 0 after a signal; all work is done by then.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.close();
            LogManager.shutdown();
            Runtime.getRuntime().halt(0);
        }));
        return -1;
    }
}
