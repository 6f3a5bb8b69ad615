package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Act;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * {@code ./sluice user reset-second-factor NAME}: for who has lost what they sign in with and finds no administrator who could
 * help. Whoever is at the console has the database anyway; what they do leaves a line in the audit log.
 */
final class UserVerb {
    private static final String RESET = "reset-second-factor";
    private static final String USAGE = "expected user reset-second-factor NAME [--data DIR] [--config FILE]";
    /** In whose name the console acts. */
    private static final String CONSOLE = "console";

    private UserVerb() {}

    static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        if (arguments.size() < 2
                || !arguments.getFirst().equals(RESET)
                || arguments.get(1).startsWith("--")) {
            throw new ConfException(USAGE);
        }
        Conf conf = Conf.read(arguments.subList(2, arguments.size()), environment);
        try (Store store = Store.open(Databases.settings(conf), Vault.of(MasterKey.of(conf)))) {
            reset(store, arguments.get(1), out);
        }
        return 0;
    }

    private static void reset(Store store, String name, PrintStream out) {
        User user = store.users()
                .get(name)
                .or(() -> store.users().named(name))
                .orElseThrow(() -> new ConfException("there is no user whose id or name is '%s'".formatted(name)));
        Act act = new Act(CONSOLE, "", "", "CONSOLE user " + RESET, user.id(), "{}");
        boolean removed = act.during(() -> store.secondFactors().removeAll(user.id()));
        out.println(
                removed
                        ? "Codes, recovery codes and passkeys of %s (%s) are gone: the password alone signs in."
                                .formatted(user.name(), user.id())
                        : "%s (%s) has neither codes nor passkeys: the password alone signs in."
                                .formatted(user.name(), user.id()));
    }
}
