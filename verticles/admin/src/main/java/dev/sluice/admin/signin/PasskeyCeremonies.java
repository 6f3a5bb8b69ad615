package dev.sluice.admin.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import dev.sluice.admin.http.Json;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Passkeys.Answered;
import dev.sluice.store.Passkeys.Passkey;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ceremonies of WebAuthn: a device makes a passkey, and signs in with it. The device must have made sure who uses it,
 * by a finger, a face or a PIN, so that a passkey is two factors. Who made the device is not asked for. Thread safe.
 */
public final class PasskeyCeremonies {
    private static final Logger LOG = LoggerFactory.getLogger(PasskeyCeremonies.class);
    private static final String SIGN_IN = "sign-in";
    private static final String REGISTRATION = "registration/";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            parameters(COSEAlgorithmIdentifier.ES256),
            parameters(COSEAlgorithmIdentifier.EdDSA),
            parameters(COSEAlgorithmIdentifier.RS256));

    private final Challenges challenges;
    private final WebAuthnManager library;
    private final AttestedCredentialDataConverter keys;

    /**
     * What a device has made.
     *
     * @param credentialId as it calls it
     * @param attested that id and the public key
     */
    public record Made(
            Bytes credentialId,
            Bytes attested,
            long signatures,
            boolean backupEligible,
            boolean backedUp,
            Answered challenge) {}

    /** Who has signed in, with the passkey as it is now. */
    public record Signed(Passkey passkey, Answered challenge) {}

    public PasskeyCeremonies(Challenges challenges) {
        this.challenges = challenges;
        ObjectConverter converter = new ObjectConverter();
        library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
        keys = new AttestedCredentialDataConverter(converter);
    }

    private static PublicKeyCredentialParameters parameters(COSEAlgorithmIdentifier algorithm) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }

    /** What a browser is given to make a passkey: {@code PublicKeyCredentialCreationOptionsJSON}. */
    public ObjectNode creationOptions(User user, List<Passkey> there, Site site) {
        ObjectNode json = Json.object()
                .put("challenge", BASE64.encodeToString(challenges.fresh(REGISTRATION + user.id())))
                .put("timeout", Challenges.LIFE.toMillis())
                .put("attestation", "none");
        json.putObject("rp").put("id", site.name()).put("name", "Sluice");
        json.putObject("user")
                .put("id", BASE64.encodeToString(user.id().getBytes(StandardCharsets.UTF_8)))
                .put("name", user.name())
                .put("displayName", user.name());
        json.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", "required");
        var algorithms = json.putArray("pubKeyCredParams");
        ALGORITHMS.forEach(one -> algorithms
                .addObject()
                .put("type", "public-key")
                .put("alg", one.getAlg().getValue()));
        var excluded = json.putArray("excludeCredentials");
        there.forEach(one -> excluded.addObject()
                .put("type", "public-key")
                .put("id", BASE64.encodeToString(key(one).getCredentialId())));
        return json;
    }

    /** What a browser is given to sign in: {@code PublicKeyCredentialRequestOptionsJSON}; the user picks a passkey. */
    public ObjectNode requestOptions(Site site) {
        ObjectNode json = Json.object()
                .put("challenge", BASE64.encodeToString(challenges.fresh(SIGN_IN)))
                .put("timeout", Challenges.LIFE.toMillis())
                .put("rpId", site.name())
                .put("userVerification", "required");
        json.putArray("allowCredentials");
        return json;
    }

    /** What a device has made for that user, if it did all that it must. */
    public Optional<Made> register(String userId, JsonNode credential, Site site) {
        try {
            RegistrationData data = library.parseRegistrationResponseJSON(credential.toString());
            Optional<Answered> answered = answered(REGISTRATION + userId, data.getCollectedClientData());
            if (answered.isEmpty()) {
                return Optional.empty();
            }
            ServerProperty server = server(site, data.getCollectedClientData());
            library.verify(data, new RegistrationParameters(server, ALGORITHMS, true, true));
            return Optional.of(
                    made(Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData(), answered.get()));
        } catch (WebAuthnException | UncheckedIOException refused) {
            // Some bytes that are no passkey at all fail as if they could not be read.
            return refused(refused);
        }
    }

    private Made made(AuthenticatorData<?> device, Answered challenge) {
        AttestedCredentialData key = Objects.requireNonNull(device.getAttestedCredentialData());
        return new Made(
                Bytes.of(key.getCredentialId()),
                Bytes.of(keys.convert(key)),
                device.getSignCount(),
                device.isFlagBE(),
                device.isFlagBS(),
                challenge);
    }

    /**
     * Who has signed in by a passkey that is found by the id that its device has for it, if all is as it must be. It is not
     * looked for unless the challenge is ours.
     */
    public Optional<Signed> authenticate(JsonNode credential, Site site, Function<Bytes, Optional<Passkey>> passkeys) {
        try {
            AuthenticationData data = library.parseAuthenticationResponseJSON(credential.toString());
            Optional<Answered> answered = answered(SIGN_IN, data.getCollectedClientData());
            Optional<Passkey> found = answered.flatMap(ours -> credentialId(data))
                    .flatMap(passkeys)
                    .filter(one -> isOf(one, data));
            if (answered.isEmpty() || found.isEmpty()) {
                return Optional.empty();
            }
            ServerProperty server = server(site, data.getCollectedClientData());
            library.verify(data, new AuthenticationParameters(server, record(found.get()), null, true, true));
            return Optional.of(new Signed(
                    after(found.get(), Objects.requireNonNull(data.getAuthenticatorData())), answered.get()));
        } catch (MaliciousCounterValueException copied) {
            LOG.warn("event=passkey_copied effect=\"refused\" reason=\"{}\"", copied.getMessage());
            return Optional.empty();
        } catch (WebAuthnException | UncheckedIOException refused) {
            // Some bytes that are no passkey at all fail as if they could not be read.
            return refused(refused);
        }
    }

    private static <T> Optional<T> refused(RuntimeException why) {
        LOG.info("management passkey refused: {}", why.getClass().getSimpleName());
        return Optional.empty();
    }

    /** The library's annotations say of an array what is read here as said of its elements. */
    @SuppressWarnings("NullAway")
    private static Optional<Bytes> credentialId(AuthenticationData data) {
        return Optional.ofNullable(data.getCredentialId()).map(Bytes::of);
    }

    /** The device says whose passkey it is, which must be what we know. */
    @SuppressWarnings("NullAway")
    private static boolean isOf(Passkey passkey, AuthenticationData data) {
        byte[] owner = data.getUserHandle();
        return owner != null && new String(owner, StandardCharsets.UTF_8).equals(passkey.userId());
    }

    private static Passkey after(Passkey passkey, AuthenticatorData<?> device) {
        return new Passkey(
                passkey.id(),
                passkey.userId(),
                passkey.name(),
                passkey.attested(),
                device.getSignCount(),
                passkey.backupEligible(),
                device.isFlagBS(),
                passkey.madeAt(),
                passkey.usedAt());
    }

    private Optional<Answered> answered(String purpose, @Nullable CollectedClientData client) {
        return client == null
                ? Optional.empty()
                : challenges.find(purpose, client.getChallenge().getValue());
    }

    private static ServerProperty server(Site site, @Nullable CollectedClientData client) {
        Set<Origin> origins = site.origins().stream().map(Origin::new).collect(Collectors.toSet());
        byte[] challenge = Objects.requireNonNull(client).getChallenge().getValue();
        return ServerProperty.builder()
                .origins(origins)
                .rpId(site.name())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private CredentialRecordImpl record(Passkey passkey) {
        return new CredentialRecordImpl(
                null,
                true,
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.signatures(),
                key(passkey),
                null,
                null,
                null,
                null);
    }

    private AttestedCredentialData key(Passkey passkey) {
        return keys.convert(passkey.attested().copy());
    }
}
