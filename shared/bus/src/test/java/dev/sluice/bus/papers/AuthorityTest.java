package dev.sluice.bus.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    @TempDir
    private Path folder;

    @Test
    void aNodesCertificateIsSignedByTheAuthorityAndNamesItsHosts() throws Exception {
        Authority.Papers papers =
                Authority.in(folder.resolve("tls")).issue("n1", List.of("10.0.0.1", "fd00::1", "n1.example.internal"));

        X509Certificate certificate = read(papers.certificate());
        X509Certificate authority = read(papers.authority());
        certificate.verify(authority.getPublicKey());
        authority.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=n1");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactlyInAnyOrder("10.0.0.1", "fd00:0:0:0:0:0:0:1", "n1.example.internal");
        assertThat(certificate.getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(((ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
        assertThat(signs(PemFiles.key(papers.key()), certificate)).isTrue();
    }

    @Test
    void onlyTheirOwnerMayReadTheFiles() throws IOException {
        Path tls = folder.resolve("tls");
        Authority.in(tls).issue("n1", List.of("10.0.0.1"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls)))
                .isEqualTo("rwx------");
        try (var files = Files.list(tls)) {
            assertThat(files.toList())
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void anAuthorityThatIsThereIsUsedAndNothingIsOverwritten() throws IOException {
        Authority first = Authority.in(folder);
        byte[] made = Files.readAllBytes(first.certificate());
        Authority.Papers papers = first.issue("n1", List.of("10.0.0.1"));
        byte[] key = Files.readAllBytes(papers.key());

        Authority again = Authority.in(folder);
        Authority.Papers other = again.issue("n2", List.of("10.0.0.2"));

        assertThat(first.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.certificate()).hasBinaryContent(made);
        assertThat(other.key()).exists();
        assertThatThrownBy(() -> again.issue("n1", List.of("10.0.0.1")))
                .isInstanceOf(PapersRefused.class)
                .hasMessageContaining("nothing is overwritten");
        assertThat(papers.key()).hasBinaryContent(key);
    }

    @Test
    void halfAnAuthorityIsRefused() throws IOException {
        Files.writeString(folder.resolve("authority.crt"), "x");

        assertThatThrownBy(() -> Authority.in(folder))
                .isInstanceOf(PapersRefused.class)
                .hasMessageContaining("authority.key");
    }

    @Test
    void namesAndHostsThatAreNoneAreRefusedByName() {
        Authority authority = Authority.in(folder);

        assertThatThrownBy(() -> authority.issue("../n", List.of("10.0.0.1"))).hasMessageContaining("'../n'");
        assertThatThrownBy(() -> authority.issue("authority", List.of("10.0.0.1")))
                .hasMessageContaining("'authority'");
        assertThatThrownBy(() -> authority.issue("n1", List.of("a,dns:b"))).hasMessageContaining("'a,dns:b'");
        assertThatThrownBy(() -> authority.issue("n1", List.of())).hasMessageContaining("no host");
        assertThat(folder.resolve("n1.key")).doesNotExist();
    }

    private static X509Certificate read(Path file) throws IOException {
        return (X509Certificate) PemFiles.certificate(file);
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate) throws Exception {
        byte[] text = {1, 2, 3};
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(text);
        byte[] signature = signer.sign();
        signer.initVerify(certificate);
        signer.update(text);
        return signer.verify(signature);
    }
}
