package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VaultTest {
    private final byte[] master = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private final Vault vault = Vault.of(master);

    @Test
    void whatIsSealedOpensAgain() {
        for (String text : List.of("", "sk-upstream", "密钥 🙂".repeat(1_000))) {
            assertThat(vault.open(vault.seal(new Secret(text), "channel/1"), "channel/1"))
                    .isEqualTo(new Secret(text));
        }
    }

    @Test
    void anotherVaultOfTheSameMasterKeyOpensIt() {
        byte[] sealed = vault.seal(new Secret("s"), "b");

        assertThat(Vault.of(master.clone()).open(sealed, "b")).isEqualTo(new Secret("s"));
    }

    @Test
    void aChangedByteAnywhereIsRefused() {
        byte[] sealed = vault.seal(new Secret("sk-upstream"), "channel/1");

        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 1;
            assertThatThrownBy(() -> vault.open(forged, "channel/1"))
                    .as("byte %d", i)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aShortenedSecretIsRefused() {
        byte[] sealed = vault.seal(new Secret("sk-upstream"), "channel/1");

        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.open(cut, "channel/1")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSecretOpensOnlyWhereItBelongs() {
        byte[] sealed = vault.seal(new Secret("s"), "channel/1/secret/https://a");

        assertThatThrownBy(() -> vault.open(sealed, "channel/1/secret/https://b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anotherMasterKeyDoesNotOpenIt() {
        byte[] sealed = vault.seal(new Secret("s"), "b");
        byte[] other = master.clone();
        other[0] ^= 1;

        assertThatThrownBy(() -> Vault.of(other).open(sealed, "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sealingTwiceGivesDifferentBytes() {
        Set<String> seals = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seals.add(HexFormat.of().formatHex(vault.seal(new Secret("s"), "b")));
        }

        assertThat(seals).hasSize(100);
    }

    // What is in databases today must be recognised by every later version. Computed apart, with RFC 5869 in Python.
    @Test
    void digestsStayTheSameForEver() {
        assertThat(HexFormat.of().formatHex(vault.digestApiKey("sk-test").copy()))
                .isEqualTo("5cbaa52ce79d1fbd2466f8283a435377cb3bfd0f8f10bda4482432fda97fa599");
        assertThat(HexFormat.of().formatHex(vault.digestToken("sk-test").copy()))
                .isEqualTo("8543ec4cb6b6ef9d72f6ef6a3d1e7d4e34636e867ec82c42a541c965797e12e1");
    }

    @Test
    void keysAndTokensHavePeppersOfTheirOwn() {
        assertThat(vault.digestApiKey("same")).isNotEqualTo(vault.digestToken("same"));
        assertThat(vault.digestApiKey("same").length()).isEqualTo(32);
    }

    @Test
    void digestsMadeByManyAtOnceAreRight() throws Exception {
        Bytes expected = vault.digestApiKey("sk-test");

        List<Boolean> right = Crowd.of(32, () -> {
            boolean all = true;
            for (int i = 0; i < 200; i++) {
                all &= vault.digestApiKey("sk-test").equals(expected);
            }
            return all;
        });

        assertThat(right).containsOnly(true);
    }

    @Test
    void aShortMasterKeyIsRefused() {
        assertThatThrownBy(() -> Vault.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSecretIsMaskedWhereItIsPrinted() {
        assertThat(new Secret("sk-upstream").toString()).doesNotContain("upstream");
    }
}
