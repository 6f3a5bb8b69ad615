package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.launcher.conf.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The key that all of a node's secrets are sealed under: from the configuration, else from a file made at first start. */
final class MasterKey {
    private static final int LENGTH = 32;
    private static final String FILE = "master.key";

    private MasterKey() {}

    static byte[] of(Conf conf) {
        String given = conf.text(Key.MASTER_KEY);
        return given.isEmpty() ? fromFile(conf.data().resolve(FILE)) : decode(given, Key.MASTER_KEY.path());
    }

    private static byte[] fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return decode(Files.readString(file).strip(), file.toString());
        } catch (IOException unusable) {
            throw new ConfException("data: '%s' cannot be read or made".formatted(file));
        }
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(
                file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(Base64.getEncoder().encode(key)));
        }
    }

    private static byte[] decode(String text, String source) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length >= LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // said below, together with a key that is too short
        }
        throw new ConfException("%s: the value is not base64 of at least %d bytes (openssl rand -base64 %d)"
                .formatted(source, LENGTH, LENGTH));
    }
}
