package dev.sluice.accounting;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.User;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Names and numbers that the tests share: a model that costs one nano-dollar a token, keys, requests and ends. */
final class Scene {
    static final String MODEL = "penny";
    /** One nano-dollar for each token of either kind, so that amounts can be read as tokens. */
    static final PriceRule PENNY = PriceRule.flat(MODEL, 1_000_000, 1_000_000);

    /** A model that costs a nano-dollar for each token and a thousand for each request. */
    static final String DEAR = "dear";

    private static final PriceRule DEAR_PRICE = PriceRule.of(
            Kind.SALE,
            Origin.FILE,
            Scope.of(DEAR),
            Terms.flat(
                    new Rates(Map.of(TokenClass.INPUT, 1_000_000L, TokenClass.OUTPUT, 1_000_000L), 1_000, Map.of())));
    static final PriceChange BOOK = PriceChange.ofFiles(7, "test", List.of(PENNY, DEAR_PRICE), List.of());
    static final User RICH = new User("rich", "Rich", "user", true, true);
    static final User POOR = new User("poor", "Poor", "user", true, false);
    static final long PROMPT = 40;
    static final long OUTPUT = 60;
    /** What a request of {@link #request} may cost at most. */
    static final long WORST = PROMPT + OUTPUT;

    private static final AtomicInteger CALLS = new AtomicInteger();

    private Scene() {}

    static Accounting accounting(MemoryStore store, HandClock clock) {
        return accounting(store, clock, new MemoryJournals());
    }

    static Accounting accounting(MemoryStore store, HandClock clock, Journals journals) {
        return new Accounting(
                new AccountingNode("node-1", store, new SimpleMeterRegistry(), clock.clocks(), journals),
                AccountingSettings.DEFAULT,
                BOOK);
    }

    /** One who draws for the first life of a node. */
    static Teller teller(MemoryNodes nodes, MemoryLedger ledger, HandClock clock) {
        Tenure tenure = new Tenure(clock.clocks());
        tenure.begin(nodes.begin("n"), clock.clocks().now());
        Periods periods = new Periods(new MemoryAccounts(ledger).budgets(), clock.clocks());
        return new Teller(tenure, ledger, periods, new Desk());
    }

    static ApiKey key(String id, User user) {
        return key(id, user, KeyLimits.NONE, null);
    }

    static ApiKey key(String id, User user, KeyLimits limits, @Nullable Long budget) {
        return new ApiKey(
                id,
                id,
                "sk-" + id,
                user.id(),
                "default",
                true,
                null,
                List.of(),
                List.of(),
                limits,
                budget == null ? null : new NanoDollars(budget),
                Instant.EPOCH);
    }

    static ApiKey disabled(ApiKey key) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.hint(),
                key.userId(),
                key.group(),
                false,
                key.expiresAt(),
                key.models(),
                key.networks(),
                key.limits(),
                key.budget(),
                key.createdAt());
    }

    static ApiKey bounded(String id, @Nullable Instant expires, List<String> models, List<String> networks) {
        return new ApiKey(
                id,
                id,
                "sk-" + id,
                RICH.id(),
                "default",
                true,
                expires,
                models,
                networks,
                KeyLimits.NONE,
                null,
                Instant.EPOCH);
    }

    static Bytes digest(String keyId) {
        return Bytes.utf8((keyId + "................................").substring(0, 32));
    }

    static Credential credential(String keyId) {
        return new Credential(digest(keyId));
    }

    static AdmissionRequest request(String keyId) {
        return request(keyId, MODEL, PROMPT, OUTPUT);
    }

    /** A count of tokens, of a model that costs something for each request too. */
    static AdmissionRequest count(String keyId) {
        return request(keyId, DEAR, Operation.COUNT_TOKENS, PROMPT, 0);
    }

    static AdmissionRequest request(String keyId, String model, long prompt, long output) {
        return request(keyId, model, Operation.CHAT, prompt, output);
    }

    private static AdmissionRequest request(String keyId, String model, Operation operation, long prompt, long output) {
        String id = "call-" + CALLS.incrementAndGet();
        return new AdmissionRequest(
                new CallId(id),
                id,
                credential(keyId),
                "192.0.2.1",
                Dialect.OPENAI,
                operation,
                model,
                true,
                prompt,
                output,
                0,
                null,
                0);
    }

    /** The same, in this service tier. */
    static AdmissionRequest inTier(AdmissionRequest r, String tier) {
        return new AdmissionRequest(
                r.call(),
                r.requestId(),
                r.credential(),
                r.remoteAddress(),
                r.dialect(),
                r.operation(),
                r.model(),
                r.stream(),
                r.promptTokens(),
                r.outputTokens(),
                r.arrivedAtMillis(),
                tier,
                r.documents());
    }

    /** The same, with so many documents to be ranked. */
    static AdmissionRequest ofDocuments(AdmissionRequest r, int documents) {
        return new AdmissionRequest(
                r.call(),
                r.requestId(),
                r.credential(),
                r.remoteAddress(),
                r.dialect(),
                Operation.RERANK,
                r.model(),
                r.stream(),
                r.promptTokens(),
                r.outputTokens(),
                r.arrivedAtMillis(),
                r.tier(),
                documents);
    }

    static Settlement end(AdmissionRequest request, CallEnd end, @Nullable Usage reported, long produced) {
        return new Settlement(
                request.call(), end, "c1", "openai", MODEL, 200, null, reported, false, produced, 1, 10, 20);
    }

    static Settlement completed(AdmissionRequest request, long input, long output) {
        return end(request, CallEnd.COMPLETED, new Usage(input, 0, 0, output, 0), output);
    }

    static Bill.Charge charge(Account account, long amount, long fromSlice) {
        return new Bill.Charge(account, amount, fromSlice);
    }

    static boolean isAdmitted(Admission admission) {
        return admission instanceof Admission.Admitted;
    }

    static GatewayError refusal(Admission admission) {
        return ((Admission.Refused) admission).error();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
