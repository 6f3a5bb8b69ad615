package dev.sluice.bus.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster's own authority in a folder: it signs the certificates of the cluster's nodes and of nobody else. Keys are
 * ECDSA P-256; all files are PEM, readable by their owner only, and are never overwritten.
 */
public final class Authority {
    private static final String NAME = "authority";
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final String AUTHORITY_DAYS = "3650";
    private static final String NODE_DAYS = "1825";

    private final Path folder;
    private final boolean made;

    private Authority(Path folder, boolean made) {
        this.folder = folder;
        this.made = made;
    }

    /**
     * What proves who a node is.
     *
     * @param key PKCS#8
     * @param authority the certificate that signed this one
     */
    public record Papers(Path key, Path certificate, Path authority) {}

    /** The authority of this folder, which is made if there is none. */
    public static Authority in(Path folder) {
        Authority old = new Authority(folder, false);
        boolean key = Files.exists(old.key(NAME));
        boolean certificate = Files.exists(old.certificate());
        if (key && certificate) {
            return old;
        }
        if (key || certificate) {
            throw new PapersRefused(folder + " has only one of authority.key and authority.crt; both are needed");
        }
        Authority authority = new Authority(folder, true);
        authority.make();
        return authority;
    }

    /** Whether it was made just now. */
    public boolean isNew() {
        return made;
    }

    public Path certificate() {
        return certificate(NAME);
    }

    /** Its private key: whoever has it can let nodes in. */
    public Path key() {
        return key(NAME);
    }

    /**
     * Makes a node's key and certificate.
     *
     * @param hosts addresses and names that other nodes reach it by
     * @throws PapersRefused if it has some, or the names are none
     */
    public Papers issue(String node, List<String> hosts) {
        if (!NODE.matcher(node).matches() || node.equals(NAME)) {
            throw new PapersRefused(
                    "node '%s': a name has 1 to 40 letters, digits and hyphens, and is not '%s'".formatted(node, NAME));
        }
        if (hosts.isEmpty()) {
            throw new PapersRefused(
                    "node '%s' has no host: expected the address that others reach it at".formatted(node));
        }
        String names = hosts.stream().map(Authority::alternative).collect(Collectors.joining(","));
        Stream.of(key(node), certificate(node))
                .filter(Files::exists)
                .findFirst()
                .ifPresent(file -> {
                    throw new PapersRefused(file + " is there already; nothing is overwritten");
                });
        try (Keytool keytool = Keytool.open()) {
            keytool.load(NAME, PemFiles.key(key()), PemFiles.certificate(certificate()));
            keytool.generate(node, "CN=" + node, NODE_DAYS, List.of());
            Certificate certificate = keytool.sign(
                    node,
                    NAME,
                    NODE_DAYS,
                    List.of("san=" + names, "eku=serverAuth,clientAuth", "ku:c=digitalSignature", "bc=ca:false"));
            return write(node, keytool.key(node), certificate);
        } catch (IOException unusable) {
            throw refused(unusable);
        }
    }

    private void make() {
        try (Keytool keytool = Keytool.open()) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            keytool.generate(
                    NAME,
                    "CN=Sluice cluster authority",
                    AUTHORITY_DAYS,
                    List.of("bc:c=ca:true,pathlen:0", "ku:c=keyCertSign,cRLSign"));
            write(NAME, keytool.key(NAME), keytool.certificate(NAME));
        } catch (IOException unusable) {
            throw refused(unusable);
        }
    }

    private Papers write(String name, PrivateKey key, Certificate certificate) throws IOException {
        PemFiles.write(key(name), "PRIVATE KEY", key.getEncoded());
        PemFiles.write(certificate(name), certificate);
        return new Papers(key(name), certificate(name), certificate());
    }

    private static String alternative(String host) {
        if (V4.matcher(host).matches() || V6.matcher(host).matches()) {
            return "ip:" + host;
        }
        return Optional.of(host)
                .filter(name -> HOST.matcher(name).matches())
                .map(name -> "dns:" + name)
                .orElseThrow(() -> new PapersRefused("host '%s' is neither an address nor a name".formatted(host)));
    }

    private static PapersRefused refused(IOException cause) {
        return new PapersRefused("certificates could not be made: " + cause.getMessage());
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }
}
