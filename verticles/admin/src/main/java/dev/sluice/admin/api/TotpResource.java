package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RecoveryCodes;
import dev.sluice.admin.signin.TimeCodes;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.SecondFactors;
import dev.sluice.store.SecondFactors.Outcome;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/profile/totp}: codes of the time, which the caller sets, confirms and takes away. */
final class TotpResource {
    static final Set<String> SET = Set.of("password");
    static final Set<String> CONFIRM = Set.of("code");
    static final Set<String> REMOVE = Set.of("password", "code");

    private static final Logger LOG = LoggerFactory.getLogger(TotpResource.class);

    private final Store store;
    private final SecondFactors factors;
    private final Vault vault;
    private final Clock clock;
    private final Entrance entrance;

    TotpResource(ManagementRoutes.Ground ground, Entrance entrance) {
        store = ground.store();
        factors = store.secondFactors();
        vault = ground.vault();
        clock = ground.clock();
        this.entrance = entrance;
    }

    /** Shows a secret, which counts once a code of it was shown. */
    Answer propose(ApiRequest request) {
        entrance.checkPasswordAgain(request, request.fields(SET));
        String userId = SessionResource.user(request);
        Secret secret = TimeCodes.fresh();
        if (!factors.propose(userId, secret)) {
            throw new GatewayException(Kind.CONFLICT, "codes of an app are set already; take them away first");
        }
        String name = store.users().get(userId).map(User::name).orElse(userId);
        return Answer.json(200, Json.object().put("secret", secret.value()).put("uri", TimeCodes.uri(name, secret)));
    }

    Answer confirm(ApiRequest request) {
        String code = request.fields(CONFIRM).required("code", Values.raw(64)).strip();
        String userId = SessionResource.user(request);
        List<String> recovery = RecoveryCodes.fresh();
        List<Bytes> digests = recovery.stream()
                .map(one -> RecoveryCodes.digest(vault, userId, one))
                .toList();
        Instant now = clock.instant();
        Outcome outcome = factors.confirm(userId, secret -> TimeCodes.step(secret, code, now), now, digests);
        Entrance.checkPace(outcome);
        return switch (outcome) {
            case ACCEPTED -> {
                LOG.info("management second factor set user={}", userId);
                var json = Json.object();
                recovery.forEach(json.putArray("recovery_codes")::add);
                yield Answer.json(200, json);
            }
            case WRONG, TOO_MANY -> throw wrong();
            case NOT_SET ->
                throw new GatewayException(Kind.CONFLICT, "there is no secret that waits for its first code");
        };
    }

    /** With the password or a code: whoever finds an open page must not be able to get rid of them. */
    Answer remove(ApiRequest request) {
        Fields fields = request.fields(REMOVE);
        String userId = SessionResource.user(request);
        if (!factors.isSet(userId)) {
            throw new GatewayException(Kind.NOT_FOUND, "no codes of an app are set");
        }
        if (!fields.has("code")) {
            fields.require("password");
            entrance.checkPasswordAgain(request, fields);
        } else if (!entrance.isRight(
                request, userId, fields.required("code", Values.raw(64)).strip())) {
            throw wrong();
        }
        if (!factors.remove(userId)) {
            throw new GatewayException(Kind.NOT_FOUND, "no codes of an app are set");
        }
        LOG.info("management second factor removed user={}", userId);
        return Answer.nothing();
    }

    private static GatewayException wrong() {
        return Value.wrong("code", "is wrong, too old, or was used before");
    }
}
