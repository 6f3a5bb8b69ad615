package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.store.Store;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * {@code /api/keys}: API keys and what their holders may do. A key itself is shown once, when it is made. Users have their own
 * keys here, and {@link OwnKeys} says what they may do with them.
 */
final class KeyResource {
    private static final Reader<String> USER_ID =
            Values.matching(Pattern.compile("[A-Za-z0-9_.:-]{1,64}"), "must be the id of a user");

    private final Store store;
    private final Vault vault;
    private final KeyForm form;
    private final OwnKeys own;
    /** Held while a key is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    KeyResource(Store store, Vault vault, Clock clock, int keysPerUser) {
        this.store = store;
        this.vault = vault;
        form = new KeyForm(store.ledger(), clock);
        own = new OwnKeys(store, clock, keysPerUser);
    }

    Answer create(ApiRequest request) {
        String secret = RandomText.secret("sk-");
        ApiKey key = OwnKeys.isFor(request) ? createOwn(request, secret) : createFor(request, secret);
        return Answer.json(201, form.write(key).put("key", secret));
    }

    private ApiKey createFor(ApiRequest request, String secret) {
        Fields fields = request.fields(KeyForm.CREATABLE).require("name");
        String userId = fields.or(Users.ADMIN, "user_id", USER_ID);
        if (store.users().get(userId).isEmpty()) {
            throw Value.wrong("user_id", "must be the id of a user");
        }
        String group = store.accounts().groups().defaultOf(userId);
        KeyTerms all = new KeyTerms(group, List.of(), List.of(), null);
        ApiKey key = checked(form.apply(fields, form.blank(RandomText.id("key_"), secret, userId, all)));
        store.by(request.author()).keys().create(key, vault.digestApiKey(secret));
        return key;
    }

    private ApiKey createOwn(ApiRequest request, String secret) {
        Fields fields = request.fields(KeyForm.OWN).require("name");
        return own.create(
                request,
                vault.digestApiKey(secret),
                (id, terms) -> form.apply(fields, form.blank(id, secret, SessionResource.user(request), terms)));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after", "user_id"));
        String asked = Paging.token(request, "user_id");
        if (asked == null && request.caller().role().seesAll()) {
            return Paging.of(request).answer(store.keys()::list, form::write);
        }
        String mine = SessionResource.user(request);
        String whose = asked == null ? mine : asked;
        String seen = request.caller().maySee(whose) ? whose : "";
        return Paging.of(request).answer((after, limit) -> store.keys().listOf(seen, after, limit), form::write);
    }

    /** What the caller may give keys of their own. */
    Answer terms(ApiRequest request) {
        request.allowQuery(Set.of());
        KeyTerms.Offer offer = own.offer(SessionResource.user(request));
        ObjectNode json = Paging.list(offer.terms(), KeyForm::write);
        json.set("terms", json.remove("data"));
        return Answer.json(
                200,
                json.put("refusal", offer.refusal())
                        .put("most", own.most())
                        .put("used", own.used(SessionResource.user(request))));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, form.write(existing(request)));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(OwnKeys.isFor(request) ? KeyForm.OWN : KeyForm.PATCHABLE);
        return change(request, key -> {
            ApiKey changed = form.apply(fields, key);
            if (OwnKeys.isFor(request)) {
                own.check(request, key, changed);
                return changed;
            }
            return fields.has("group") ? checked(changed) : changed;
        });
    }

    Answer disable(ApiRequest request) {
        request.refuseFields();
        return change(request, key -> {
            OwnKeys.refusePlayground(request, key);
            return key.withEnabled(false);
        });
    }

    /** A new secret for the same key; the one before is refused from now on. */
    Answer rotate(ApiRequest request) {
        request.refuseFields();
        ApiKey key = existing(request);
        if (KeyKind.of(key) == KeyKind.PLAYGROUND) {
            throw new GatewayException(Kind.CONFLICT, "the playground's key is made anew by itself");
        }
        OwnKeys.refuseWhoEndsSooner(request, key);
        String secret = RandomText.secret("sk-");
        if (!store.by(request.author()).keys().renew(key.id(), vault.digestApiKey(secret), KeyForm.hint(secret))) {
            throw unknown();
        }
        return Answer.json(
                200, form.write(key).put("hint", KeyForm.hint(secret)).put("key", secret));
    }

    Answer delete(ApiRequest request) {
        if (OwnKeys.isFor(request)) {
            OwnKeys.refuseOthers(existing(request));
        }
        if (!store.by(request.author()).keys().delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private Answer change(ApiRequest request, UnaryOperator<ApiKey> edit) {
        changing.lock();
        try {
            ApiKey old = existing(request);
            ApiKey changed = edit.apply(old);
            // A change makes all nodes read anew, so there is none where nothing becomes different.
            if (!changed.equals(old) && !store.by(request.author()).keys().update(changed)) {
                throw unknown();
            }
            return Answer.json(200, form.write(changed));
        } finally {
            changing.unlock();
        }
    }

    /** What is another's is as if it were not there. */
    private ApiKey existing(ApiRequest request) {
        return store.keys()
                .get(request.id())
                .filter(key -> request.caller().maySee(key.userId()))
                .orElseThrow(KeyResource::unknown);
    }

    private ApiKey checked(ApiKey key) {
        if (store.accounts().groups().get(key.group()).isEmpty()) {
            throw Value.wrong("group", "must be the name of a group");
        }
        return key;
    }

    private static GatewayException unknown() {
        return new GatewayException(GatewayError.of(Kind.NOT_FOUND, "there is no such key"));
    }
}
