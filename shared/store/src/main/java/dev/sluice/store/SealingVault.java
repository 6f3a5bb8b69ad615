package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/** A vault whose keys all come from one master key. Sealed: one byte of version, 12 of nonce, then text and tag. */
final class SealingVault implements Vault {
    private static final byte VERSION = 1;
    private static final int HEAD = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int KEY = 32;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey sealing;
    private final Mac apiKeyPepper;
    private final Mac tokenPepper;
    private final Bytes accessTokenKey;

    private SealingVault(SecretKey sealing, Mac apiKeyPepper, Mac tokenPepper, Bytes accessTokenKey) {
        this.sealing = sealing;
        this.apiKeyPepper = apiKeyPepper;
        this.tokenPepper = tokenPepper;
        this.accessTokenKey = accessTokenKey;
    }

    static SealingVault of(byte[] masterKey) {
        if (masterKey.length < KEY) {
            throw new IllegalArgumentException("a master key has at least 32 bytes");
        }
        try {
            return new SealingVault(
                    derive(masterKey, "sluice/1/seal", "AES"),
                    pepper(masterKey, "sluice/1/api-key"),
                    pepper(masterKey, "sluice/1/token"),
                    Bytes.of(derive(masterKey, "sluice/1/access-token", "HmacSHA256")
                            .getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot derive keys", e);
        }
    }

    private static SecretKey derive(byte[] masterKey, String label, String algorithm) throws GeneralSecurityException {
        byte[] info = label.getBytes(StandardCharsets.UTF_8);
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        algorithm,
                        HKDFParameterSpec.ofExtract().addIKM(masterKey).thenExpand(info, KEY));
    }

    private static Mac pepper(byte[] masterKey, String label) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(derive(masterKey, label, "HmacSHA256"));
        return mac;
    }

    @Override
    public byte[] seal(Secret secret, String binding) {
        byte[] text = secret.value().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = new byte[HEAD + NONCE + text.length + TAG];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        sealed[0] = VERSION;
        System.arraycopy(nonce, 0, sealed, HEAD, NONCE);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, 0, binding).doFinal(text, 0, text.length, sealed, HEAD + NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot seal", e);
        }
        return sealed;
    }

    @Override
    public Secret open(byte[] sealed, String binding) {
        if (sealed.length < HEAD + NONCE + TAG || sealed[0] != VERSION) {
            throw new IllegalArgumentException("not a sealed secret");
        }
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, sealed, HEAD, binding)
                    .doFinal(sealed, HEAD + NONCE, sealed.length - HEAD - NONCE);
            return new Secret(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("changed, moved, or sealed under another master key", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, int from, String binding) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG * Byte.SIZE, nonce, from, NONCE));
        cipher.updateAAD(binding.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public Bytes digestApiKey(String key) {
        return digest(apiKeyPepper, key);
    }

    @Override
    public Bytes digestToken(String token) {
        return digest(tokenPepper, token);
    }

    @Override
    public Bytes accessTokenKey() {
        return accessTokenKey;
    }

    /** The keyed state is copied, not built anew: half the price of a look-up and a key schedule per call. */
    private static Bytes digest(Mac pepper, String text) {
        try {
            Mac mac = (Mac) pepper.clone();
            return Bytes.of(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's HMAC cannot be copied", e);
        }
    }
}
