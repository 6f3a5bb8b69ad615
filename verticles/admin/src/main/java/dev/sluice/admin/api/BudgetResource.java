package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Budget;
import dev.sluice.store.BudgetPeriod;
import dev.sluice.store.Budgets;
import dev.sluice.store.Store;
import dev.sluice.store.Unit;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@code /api/budgets}: how much may be used in each period, by whom and of which model. */
final class BudgetResource {
    static final Set<String> PATCHABLE = Set.of("name", "limit", "soft_percent", "enabled");
    static final Set<String> CREATABLE =
            Set.of("name", "limit", "soft_percent", "enabled", "scope", "subject", "model", "period", "unit");

    private static final Reader<String> NAME = Values.text(100);
    private static final Reader<String> SUBJECT = Values.text(200);

    private final Store store;
    private final Budgets budgets;
    private final Clock clock;
    /** Held while a budget is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    BudgetResource(Store store, Clock clock) {
        this.store = store;
        this.budgets = store.accounts().budgets();
        this.clock = clock;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("name", "scope", "subject", "period", "unit", "limit");
        Unit unit = fields.required("unit", Words.of(Unit.class));
        Budget budget = new Budget(
                RandomText.id("bgt_"),
                fields.required("name", NAME),
                scope(fields),
                fields.required("period", Words.of(BudgetPeriod.class)),
                unit,
                fields.required("limit", amount(unit)),
                soft(fields, null),
                fields.or(true, "enabled", Values.flag()));
        editing(request).create(budget);
        return Answer.json(201, write(budget));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(budgets::list, this::write);
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        changing.lock();
        try {
            Budget old = existing(request.id());
            Budget changed = new Budget(
                    old.id(),
                    fields.or(old.name(), "name", NAME),
                    old.scope(),
                    old.period(),
                    old.unit(),
                    fields.or(old.limit(), "limit", amount(old.unit())),
                    soft(fields, old.softPercent()),
                    fields.or(old.enabled(), "enabled", Values.flag()));
            if (!editing(request).update(changed, clock.instant())) {
                throw unknown();
            }
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    Answer delete(ApiRequest request) {
        if (!editing(request).delete(request.id(), clock.instant())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private Budgets editing(ApiRequest request) {
        return store.by(request.author()).accounts().budgets();
    }

    private Budget.Scope scope(Fields fields) {
        Budget.Kind kind = fields.required("scope", Words.of(Budget.Kind.class));
        String subject = fields.required("subject", SUBJECT);
        boolean there = switch (kind) {
            case KEY -> store.keys().get(subject).isPresent();
            case USER -> store.users().get(subject).isPresent();
            case GROUP -> store.accounts().groups().get(subject).isPresent();
            case MODEL -> true;
        };
        if (!there) {
            throw Value.wrong("subject", "must be a " + Words.of(kind) + " that is there");
        }
        String model = fields.orNull(null, "model", SUBJECT);
        if (kind == Budget.Kind.MODEL && model != null) {
            throw Value.wrong("model", "must be left out where the subject is a model");
        }
        return new Budget.Scope(kind, subject, model);
    }

    private static @Nullable Integer soft(Fields fields, @Nullable Integer old) {
        Long percent = fields.orNull(old == null ? null : (long) old, "soft_percent", Values.whole(1, 100));
        return percent == null ? null : percent.intValue();
    }

    /** Dollars for a budget of cost, else a whole number. */
    private static Reader<Long> amount(Unit unit) {
        return unit == Unit.COST ? value -> Money.notNegative().read(value).value() : Values.whole(0, Budget.MOST);
    }

    private ObjectNode write(Budget budget) {
        ObjectNode json = Json.object()
                .put("id", budget.id())
                .put("name", budget.name())
                .put("scope", Words.of(budget.scope().kind()))
                .put("subject", budget.scope().subject())
                .put("model", budget.scope().model())
                .put("period", Words.of(budget.period()))
                .put("unit", Words.of(budget.unit()))
                .put("soft_percent", budget.softPercent())
                .put("enabled", budget.enabled());
        put(json, "limit", budget.unit(), budget.limit());
        json.set("now", standing(budget));
        return json;
    }

    /** How the running period stands. */
    private ObjectNode standing(Budget budget) {
        Instant now = clock.instant();
        Budgets.Standing standing =
                budgets.standing(budget, now).orElse(new Budgets.Standing(budget.limit(), 0, 0, false));
        Instant start = budget.period().start(now);
        Instant end = budget.period().end(start);
        ObjectNode json = Json.object()
                .put("starts_at", end == null ? null : start.toString())
                .put("ends_at", end == null ? null : end.toString())
                .put("warned", standing.warned());
        put(json, "spent", budget.unit(), standing.spent());
        put(json, "held", budget.unit(), standing.held());
        return json;
    }

    private static void put(ObjectNode json, String name, Unit unit, long amount) {
        if (unit == Unit.COST) {
            Money.write(json, name, new NanoDollars(amount));
        } else {
            json.put(name, amount);
        }
    }

    private Budget existing(String id) {
        return budgets.get(id).orElseThrow(BudgetResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such budget");
    }
}
