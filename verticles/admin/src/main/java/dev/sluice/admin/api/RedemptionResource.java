package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.AttemptLimiter;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Redemptions;
import dev.sluice.store.Redemptions.Batch;
import dev.sluice.store.Redemptions.Code;
import dev.sluice.store.Redemptions.Progress;
import dev.sluice.store.Redemptions.Redeemed;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** {@code /api/redemptions} and {@code /api/redeem}: codes that are worth an amount, once. A code is shown when it is made. */
final class RedemptionResource {
    static final Set<String> CREATABLE = Set.of("name", "amount", "count", "expires_at");
    static final Set<String> PATCHABLE = Set.of("enabled");
    static final Set<String> REDEEM = Set.of("code");

    private final Redemptions redemptions;
    private final Vault vault;
    private final Clock clock;
    private final AttemptLimiter attempts;

    RedemptionResource(ManagementRoutes.Ground ground, AttemptLimiter attempts) {
        this.redemptions = ground.store().accounts().redemptions();
        this.vault = ground.vault();
        this.clock = ground.clock();
        this.attempts = attempts;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("name", "amount", "count");
        List<String> codes = new ArrayList<>();
        List<Bytes> digests = new ArrayList<>();
        long count = fields.required("count", Values.whole(1, Redemptions.MOST_CODES));
        for (long i = 0; i < count; i++) {
            String code = RandomText.id("code-");
            codes.add(code);
            digests.add(vault.digestToken(code));
        }
        Batch batch = new Batch(
                RandomText.id("rdm_"),
                fields.required("name", Values.text(100)),
                fields.required("amount", Money.positive()),
                codes.size(),
                true,
                fields.orNull(null, "expires_at", Times.after(clock.instant())),
                Objects.requireNonNullElse(request.caller().userId(), ""),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        redemptions.create(batch, digests);
        ObjectNode json = write(new Progress(batch, 0));
        ArrayNode shown = json.putArray("secrets");
        codes.forEach(shown::add);
        return Answer.json(201, json);
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(redemptions::list, RedemptionResource::write);
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer codes(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        String batch = existing(request.id()).batch().id();
        return Paging.of(request)
                .answer((after, limit) -> redemptions.codes(batch, after, limit), RedemptionResource::write);
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        if (!redemptions.enable(request.id(), fields.required("enabled", Values.flag()))) {
            throw unknown();
        }
        return get(request);
    }

    /** The caller's own balance gets what the code is worth. */
    Answer redeem(ApiRequest request) {
        Fields fields = request.fields(REDEEM);
        String code = fields.required("code", Values.raw(200)).strip();
        String userId = Objects.requireNonNull(request.caller().userId());
        // Not a name that anybody can sign in with, so that nobody can use up another's attempts.
        String account = "redeem/" + userId;
        attempts.tryOnce(account, request.remoteAddress()).ifPresent(RedemptionResource::refuse);
        return switch (redemptions.redeem(vault.digestToken(code), userId, clock.instant())) {
            case Redeemed.Credited credited -> {
                attempts.forgive(account, request.remoteAddress());
                yield credited(true, credited.amount());
            }
            case Redeemed.Yours yours -> credited(false, yours.amount());
            case Redeemed.TooLate tooLate -> throw Value.wrong("code", "has expired");
            case Redeemed.NotValid notValid -> throw Value.wrong("code", "is not a code that can be redeemed");
        };
    }

    private static Answer credited(boolean booked, NanoDollars amount) {
        ObjectNode json = Json.object().put("booked", booked);
        Money.write(json, "amount", amount);
        return Answer.json(200, json);
    }

    private static void refuse(Duration wait) {
        throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many attempts; try again later")
                .retryAfter(wait));
    }

    private static ObjectNode write(Progress progress) {
        Batch batch = progress.batch();
        ObjectNode json = Json.object()
                .put("id", batch.id())
                .put("name", batch.name())
                .put("count", batch.codes())
                .put("redeemed", progress.redeemed())
                .put("enabled", batch.enabled())
                .put("expires_at", Objects.toString(batch.expiresAt(), null))
                .put("created_by", batch.createdBy())
                .put("created_at", batch.createdAt().toString());
        Money.write(json, "amount", batch.amount());
        return json;
    }

    private static ObjectNode write(Code code) {
        return Json.object()
                .put("number", code.number())
                .put("redeemed_by", code.redeemedBy())
                .put("redeemed_at", Objects.toString(code.redeemedAt(), null));
    }

    private Progress existing(String id) {
        return redemptions.get(id).orElseThrow(RedemptionResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such batch of codes");
    }
}
