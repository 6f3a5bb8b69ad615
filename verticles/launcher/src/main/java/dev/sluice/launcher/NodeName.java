package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.launcher.conf.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What this node is called in the books and on the bus: lasting, so that a restart finds what an earlier life had drawn. */
final class NodeName {
    private static final String FILE = "node.name";
    private static final String SANE = "[A-Za-z0-9-]{1,40}";
    private static final int RANDOM_BYTES = 4;

    private NodeName() {}

    static String of(Conf conf) {
        String given = conf.text(Key.CLUSTER_NODE);
        String name = given.isEmpty() ? fromFile(conf.data().resolve(FILE)) : given;
        if (!name.matches(SANE)) {
            throw new ConfException(
                    "%s: '%s' is not 1 to 40 letters, digits and hyphens".formatted(Key.CLUSTER_NODE.path(), name));
        }
        return name;
    }

    private static String fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[RANDOM_BYTES];
                new SecureRandom().nextBytes(random);
                Files.writeString(file, "node-" + HexFormat.of().formatHex(random));
            }
            return Files.readString(file).strip();
        } catch (IOException unusable) {
            throw new ConfException("data: '%s' cannot be read or made".formatted(file));
        }
    }
}
