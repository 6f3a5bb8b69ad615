package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Groups;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** {@code /api/users}: who pays, and their balances. */
final class UserResource {
    static final Set<String> WRITABLE = Set.of("name", "role", "unlimited", "enabled", "default_group");
    static final Set<String> CREATABLE = Set.of("name", "role", "unlimited", "enabled", "default_group", "invite_code");
    static final Set<String> CREDIT = Set.of("amount", "reason", "external_id");

    private static final Balance EMPTY = new Balance(NanoDollars.ZERO, NanoDollars.ZERO);
    static final Reader<String> INVITE_CODE =
            Values.matching(Pattern.compile("[A-Za-z0-9_]{1,64}"), "must be a user's");
    static final Reader<String> EXTERNAL_ID = Values.matching(
            Pattern.compile("[A-Za-z0-9._:-]{1,100}"), "must have 1 to 100 letters, digits, '.', '_', ':' or '-'");

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    /** Held while a user is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    UserResource(Store store, Vault vault, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("name");
        User user = apply(fields, new User(RandomText.id("usr_"), "", Role.USER.word(), true, false));
        Grants.check(request.caller(), user);
        String group = defaultGroup(fields, Groups.DEFAULT);
        Store editing = store.by(request.author());
        if (!fields.has("invite_code")) {
            editing.users().create(user);
        } else if (!editing.accounts().invitations().create(user, fields.required("invite_code", INVITE_CODE))) {
            throw Value.wrong("invite_code", "must be a user's");
        }
        setDefault(editing, user, group);
        return Answer.json(201, write(user));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(store.users().list(), this::write));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(WRITABLE);
        changing.lock();
        try {
            User old = existing(request.id());
            User changed = apply(fields, old);
            Grants.check(request.caller(), old, changed);
            Store editing = store.by(request.author());
            String group = defaultGroup(fields, groups().defaultOf(changed.id()));
            if (!editing.users().update(changed)) {
                throw unknown();
            }
            setDefault(editing, changed, group);
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    /** Books an amount once for each external id; a second time nothing happens, and the answer says so. */
    Answer credit(ApiRequest request) {
        Fields fields = request.fields(CREDIT);
        NanoDollars amount = fields.required("amount", Money.any());
        String reason = fields.required("reason", Values.text(200));
        String externalId = fields.required("external_id", EXTERNAL_ID);
        User user = existing(request.id());
        if (amount.equals(NanoDollars.ZERO)) {
            throw Value.wrong("amount", "must not be zero");
        }
        checkSum(user, amount);
        // The prefix keeps these apart from whatever else the ledger books.
        boolean booked = store.ledger().adjust(Account.ofUser(user.id()), amount, reason, "credit:" + externalId);
        ObjectNode json = Json.object().put("booked", booked);
        json.set("user", write(user));
        return Answer.json(200, json);
    }

    /** A link by which the user sets a password, once; it is shown now and not again. */
    Answer passwordLink(ApiRequest request) {
        request.refuseFields();
        User user = existing(request.id());
        Grants.refuseOneself(request.caller(), user, "/api/profile/password");
        Grants.checkLink(request.caller(), user);
        Instant expiresAt = clock.instant().plus(SetupLinks.LIFE_FOR_OTHERS).truncatedTo(ChronoUnit.MILLIS);
        String token = SetupLinks.forPassword(store, vault, user.id(), expiresAt);
        return Answer.json(
                201,
                Json.object()
                        .put("path", "/#setup=" + token)
                        .put("token", token)
                        .put("expires_at", expiresAt.toString()));
    }

    private void setDefault(Store editing, User user, String group) {
        if (!groups().defaultOf(user.id()).equals(group)) {
            editing.accounts().groups().setDefault(user.id(), group);
        }
    }

    private Groups groups() {
        return store.accounts().groups();
    }

    private String defaultGroup(Fields fields, String old) {
        String group = fields.or(old, Groups.DEFAULT, "default_group", KeyForm.GROUP);
        if (groups().get(group).isEmpty()) {
            throw Value.wrong("default_group", "must be the name of a group");
        }
        return group;
    }

    private void checkSum(User user, NanoDollars amount) {
        try {
            balance(user).posted().plus(amount);
        } catch (ArithmeticException e) {
            throw Value.wrong("amount", "is more than an account can hold");
        }
    }

    private static User apply(Fields fields, User old) {
        return new User(
                old.id(),
                fields.or(old.name(), "name", Values.text(100)),
                fields.or(old.role(), "role", Grants.ROLE),
                fields.or(old.enabled(), "enabled", Values.flag()),
                fields.or(old.unlimited(), "unlimited", Values.flag()));
    }

    private ObjectNode write(User user) {
        ObjectNode json = Json.object()
                .put("id", user.id())
                .put("name", user.name())
                .put("role", user.role())
                .put("enabled", user.enabled())
                .put("unlimited", user.unlimited())
                .put("default_group", groups().defaultOf(user.id()));
        Balance balance = balance(user);
        Money.write(json, "balance", balance.posted());
        Money.write(json, "held", balance.held());
        return json;
    }

    private Balance balance(User user) {
        return store.ledger().balance(Account.ofUser(user.id())).orElse(EMPTY);
    }

    private User existing(String id) {
        return store.users().get(id).orElseThrow(UserResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such user");
    }
}
