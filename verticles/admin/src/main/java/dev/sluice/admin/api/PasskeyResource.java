package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.Challenges;
import dev.sluice.admin.signin.PasskeyCeremonies;
import dev.sluice.admin.signin.PasskeyCeremonies.Made;
import dev.sluice.admin.signin.PasskeyCeremonies.Signed;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.admin.signin.Site;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Act;
import dev.sluice.store.Passkeys;
import dev.sluice.store.Passkeys.Passkey;
import dev.sluice.store.Store;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/profile/passkeys}, the caller's, and {@code /api/session/passkey}, where one signs in with them. */
final class PasskeyResource {
    static final Set<String> OPTIONS = Set.of("password");
    static final Set<String> CREATE = Set.of("name", "credential");
    static final Set<String> SIGN_IN = Set.of("credential");

    private static final Logger LOG = LoggerFactory.getLogger(PasskeyResource.class);
    private static final int MOST = 50;
    /** Begins names that nobody can try to sign in with. */
    private static final String ATTEMPT = "passkey\n";

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9_-]{1,8192}");

    private final Store store;
    private final Passkeys passkeys;
    private final Clock clock;
    private final ManagementRoutes.Signing means;
    private final Entrance entrance;
    private final PasskeyCeremonies ceremonies;

    PasskeyResource(ManagementRoutes.Ground ground, ManagementRoutes.Signing means, Entrance entrance) {
        store = ground.store();
        passkeys = store.passkeys();
        clock = ground.clock();
        this.means = means;
        this.entrance = entrance;
        ceremonies = new PasskeyCeremonies(new Challenges(ground.vault(), clock));
    }

    Answer options(ApiRequest request) {
        entrance.checkPasswordAgain(request, request.fields(OPTIONS));
        User user = store.users()
                .get(SessionResource.user(request))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such user"));
        return Answer.json(200, ceremonies.creationOptions(user, passkeys.list(user.id()), site(request)));
    }

    /** Only by who was given the challenge, and so had shown the password. */
    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATE);
        String name = fields.required("name", Values.text(100));
        JsonNode credential = fields.required("credential", credential("clientDataJSON", "attestationObject"));
        String userId = SessionResource.user(request);
        if (passkeys.list(userId).size() >= MOST) {
            throw new GatewayException(Kind.CONFLICT, "you have " + MOST + " passkeys already; delete one first");
        }
        Made made = ceremonies
                .register(userId, credential, site(request))
                .orElseThrow(() -> Value.wrong("credential", "was not made here, or took too long"));
        Passkey passkey = new Passkey(
                RandomText.id("psk_"),
                userId,
                name,
                made.attested(),
                made.signatures(),
                made.backupEligible(),
                made.backedUp(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        if (!passkeys.add(passkey, made.credentialId(), made.challenge())) {
            throw Value.wrong("credential", "is there already");
        }
        LOG.info("management passkey added user={}", userId);
        return Answer.json(201, write(passkey));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(passkeys.list(SessionResource.user(request)), PasskeyResource::write));
    }

    Answer delete(ApiRequest request) {
        if (!passkeys.delete(SessionResource.user(request), request.id())) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such passkey");
        }
        return Answer.nothing();
    }

    Answer signInOptions(ApiRequest request) {
        request.refuseFields();
        return Answer.json(200, ceremonies.requestOptions(site(request)));
    }

    /**
     * A passkey is two factors by itself: the device, and what it asked its user for. Attempts are counted for each passkey
     * apart, so that nobody keeps those out who come from the same address.
     */
    Answer signIn(ApiRequest request) {
        JsonNode credential = request.fields(SIGN_IN)
                .required("credential", credential("clientDataJSON", "authenticatorData", "signature", "userHandle"));
        Site site = site(request);
        String address = request.remoteAddress();
        Signed signed = ceremonies
                .authenticate(credential, site, id -> attempted(passkeys.find(id), address))
                .filter(one -> entrance.isEnabled(one.passkey().userId()))
                .orElseThrow(() -> refused(address));
        String userId = signed.passkey().userId();
        return Act.goOnAs(userId, () -> {
            if (!passkeys.use(signed.passkey(), signed.challenge(), clock.instant())) {
                throw refused(address);
            }
            means.attempts().forgive(ATTEMPT + signed.passkey().id(), address);
            LOG.info("management sign-in user={} by=passkey", userId);
            return entrance.open(request, 200, userId);
        });
    }

    private Optional<Passkey> attempted(Optional<Passkey> found, String address) {
        means.attemptAlone(ATTEMPT + found.map(Passkey::id).orElse(""), address);
        return found;
    }

    /** What {@code PublicKeyCredential.toJSON()} gives, with these in its response; what they say is looked at later. */
    private static Reader<JsonNode> credential(String... parts) {
        return value -> {
            JsonNode node = value.node();
            boolean whole = isBase64(node.path("id"))
                    && isBase64(node.path("rawId"))
                    && node.path("type").asText().equals("public-key")
                    && Stream.of(parts)
                            .allMatch(part -> isBase64(node.path("response").path(part)));
            if (!whole) {
                throw value.wrong("must be what PublicKeyCredential.toJSON() gives");
            }
            return node;
        };
    }

    private static boolean isBase64(JsonNode node) {
        return node.isTextual() && BASE64.matcher(node.textValue()).matches();
    }

    private static GatewayException refused(String address) {
        LOG.warn("management passkey refused address={}", address);
        return new GatewayException(Entrance.refusal("invalid_credentials", "this passkey is not known here"));
    }

    private Site site(ApiRequest request) {
        Site set = means.site();
        return set != null
                ? set
                : Site.of(request.envelope().authority())
                        .orElseThrow(() -> new GatewayException(GatewayError.of(
                                        Kind.MALFORMED,
                                        "browsers know passkeys for names only: open this page by one, such as"
                                                + " localhost")
                                .withCode("passkeys_need_a_name")));
    }

    static ObjectNode write(Passkey passkey) {
        return Json.object()
                .put("id", passkey.id())
                .put("name", passkey.name())
                .put("made_at", passkey.madeAt().toString())
                .put("used_at", Objects.toString(passkey.usedAt(), null))
                .put("backed_up", passkey.backedUp());
    }
}
