package dev.sluice.bus.papers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's {@code keytool}, which every Java runtime has, at work on a key store of its own that is deleted at the end.
 * The JDK offers no interface to make certificates with.
 */
final class Keytool implements AutoCloseable {
    private static final String PASSWORD_VARIABLE = "SLUICE_KEYTOOL_PASSWORD";
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Path store;
    private final String password;

    private Keytool(Path folder, String password) {
        this.folder = folder;
        this.store = folder.resolve("store.p12");
        this.password = password;
    }

    static Keytool open() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        // Temporary directories are their owner's alone.
        return new Keytool(
                Files.createTempDirectory("sluice-papers"), HexFormat.of().formatHex(random));
    }

    /** Makes a key and a certificate that it signs itself. */
    void generate(String alias, String name, String days, List<String> extensions) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair", "-alias", alias, "-dname", name, "-validity", days, "-keyalg", "EC", "-groupname"));
        command.addAll(List.of("secp256r1", "-sigalg", "SHA256withECDSA"));
        extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
        run(command, "");
    }

    /** Has one of the store's keys certified by another one. */
    Certificate sign(String alias, String authority, String days, List<String> extensions) throws IOException {
        String request = run(List.of("-certreq", "-alias", alias), "");
        List<String> command = new ArrayList<>(
                List.of("-gencert", "-alias", authority, "-validity", days, "-sigalg", "SHA256withECDSA", "-rfc"));
        extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
        return PemFiles.first(run(command, request));
    }

    void load(String alias, PrivateKey key, Certificate certificate) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(alias, key, password.toCharArray(), new Certificate[] {certificate});
            try (OutputStream out = Files.newOutputStream(store)) {
                keys.store(out, password.toCharArray());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    PrivateKey key(String alias) throws IOException {
        try {
            Key key = stored().getKey(alias, password.toCharArray());
            if (key instanceof PrivateKey found) {
                return found;
            }
            throw new IOException("keytool made no key");
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    Certificate certificate(String alias) throws IOException {
        try {
            return stored().getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private KeyStore stored() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        return keys;
    }

    private String run(List<String> options, String input) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(beside(), "-J-Duser.language=en", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
        // In the environment: the command line is for all to read.
        command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
        Path printed = Files.createTempFile(folder, "keytool", ".out");
        Path given = Files.writeString(Files.createTempFile(folder, "keytool", ".in"), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(given.toFile())
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(PASSWORD_VARIABLE, password);
        await(builder.start(), printed);
        return Files.readString(printed, StandardCharsets.UTF_8);
    }

    /** Lies beside the command that this process runs. */
    private static String beside() {
        return ProcessHandle.current()
                .info()
                .command()
                .map(java -> Path.of(java).resolveSibling("keytool").toString())
                .orElse("keytool");
    }

    private static void await(Process process, Path printed) throws IOException {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("keytool took longer than " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("keytool said: " + Files.readString(printed).strip());
        }
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
