package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Configured.Return;
import dev.sluice.store.Edit.Subject;
import dev.sluice.store.Revisions.Left;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configuration back to what it was after a revision. How a row was then is how it was before the first change
 * that came later. In one transaction; what is deleted goes first and what others name is made first, so that names are
 * free and references hold.
 */
final class Restoring {
    private final Edit edit;
    private final Handle handle;
    private final Instant now;
    private final List<Left> left = new ArrayList<>();

    /** A row as it is and as it shall be; either may be absent. */
    private record Step(Subject subject, Optional<SettingsRow> is, Optional<SettingsRow> shall) {
        Configured what() {
            return subject.what();
        }

        boolean isNeeded() {
            return shall.isPresent() != is.isPresent()
                    || shall.map(row -> row.differs(is.orElseThrow())).orElse(false);
        }

        boolean mayBeDone() {
            return switch (what().way()) {
                case WHOLE -> true;
                case SETTINGS -> is.isPresent() && shall.isPresent();
                case NEVER -> false;
            };
        }
    }

    Restoring(Edit edit, Instant now) {
        this.edit = edit;
        this.handle = edit.handle();
        this.now = now;
    }

    /** Writes what is needed, and answers what stays as it is. */
    List<Left> goBackTo(long number) {
        List<Step> needed = wanted(number).entrySet().stream()
                .map(entry -> step(entry.getKey(), entry.getValue()))
                .filter(Step::isNeeded)
                .sorted(Comparator.comparing(Step::what))
                .toList();
        Map<Boolean, List<Step>> sorted = needed.stream().collect(Collectors.partitioningBy(Step::mayBeDone));
        sorted.getOrDefault(false, List.of()).forEach(step -> leave(step.subject(), reason(step)));
        List<Step> steps = sorted.getOrDefault(true, List.of());
        List<Step> groupsToGo = steps.stream()
                .filter(step -> step.what() == Configured.GROUP && step.shall().isEmpty())
                .toList();
        steps.stream()
                .filter(step -> step.shall().isEmpty() && !groupsToGo.contains(step))
                .forEach(step -> delete(step.subject()));
        steps.forEach(this::freeName);
        steps.forEach(step -> step.shall().ifPresent(row -> put(step, row)));
        groupsToGo.forEach(step -> deleteGroup(step.subject()));
        return left;
    }

    private Map<Subject, Optional<SettingsRow>> wanted(long number) {
        Map<Subject, Optional<SettingsRow>> wanted = new LinkedHashMap<>();
        handle.createQuery("SELECT kind, subject, before_row, sealed_secret, sealed_proxy FROM revision"
                        + " WHERE number > :number ORDER BY number, line")
                .bind("number", number)
                .map((rs, ctx) ->
                        new Kept(rs.getString(1), rs.getString(2), rs.getString(3), rs.getBytes(4), rs.getBytes(5)))
                .forEach(kept -> Configured.of(kept.kind())
                        .ifPresentOrElse(
                                what -> wanted.putIfAbsent(new Subject(what, kept.id()), kept.row()),
                                () -> left.add(new Left(kept.kind(), kept.id(), "this version does not know it"))));
        return wanted;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(
            String kind, String id, @Nullable String before, byte @Nullable [] secret, byte @Nullable [] proxyLogin) {
        Optional<SettingsRow> row() {
            return before == null
                    ? Optional.empty()
                    : Optional.of(new SettingsRow((ObjectNode) Json.tree(before), secret, proxyLogin));
        }
    }

    private Step step(Subject subject, Optional<SettingsRow> shall) {
        boolean first = subject.what() == Configured.USER && subject.id().equals(Users.ADMIN);
        return new Step(
                subject, edit.touch(subject.what(), subject.id()), first ? shall.map(Restoring::asRoot) : shall);
    }

    /** The first administrator is root and enabled whatever they were, or nobody could take the restore back. */
    private static SettingsRow asRoot(SettingsRow row) {
        ObjectNode json = row.json().deepCopy();
        json.put("role", "root").put("enabled", true);
        return new SettingsRow(json, row.secret(), row.proxyLogin());
    }

    private void leave(Subject subject, String reason) {
        left.add(new Left(subject.what().word(), subject.id(), reason));
    }

    private static String reason(Step step) {
        if (step.what().way() == Return.NEVER) {
            return "prices have versions of their own";
        }
        return step.is().isPresent()
                ? "it was made since, and a restore deletes no " + step.what().word()
                : "it was deleted since, and does not come back";
    }

    private void delete(Subject subject) {
        if (subject.what() == Configured.BUDGET) {
            JdbcBudgets.delete(handle, subject.id(), now);
            return;
        }
        Configured what = subject.what();
        handle.createUpdate("DELETE FROM " + what.table() + what.where())
                .bind("row", subject.id())
                .execute();
    }

    private void deleteGroup(Subject group) {
        if (JdbcGroups.isUsed(handle, group.id())) {
            leave(group, "keys, users, budgets, limits or routing rules need it");
        } else {
            delete(group);
        }
    }

    /** Two rows may have changed names with each other. */
    private void freeName(Step step) {
        if (step.what().hasUniqueName() && step.is().isPresent() && step.shall().isPresent()) {
            Configured what = step.what();
            handle.createUpdate(
                            "UPDATE " + what.table() + " SET " + Configured.nameColumn() + " = :name" + what.where())
                    .bind("name", "#" + step.subject().id())
                    .bind("row", step.subject().id())
                    .execute();
        }
    }

    private void put(Step step, SettingsRow row) {
        if (step.is().isEmpty()) {
            insert(step.subject(), row);
        } else {
            update(step.subject(), row);
        }
        follow(step, row.json());
    }

    private void insert(Subject subject, SettingsRow row) {
        Configured what = subject.what();
        List<Column> columns = row.told(what);
        List<String> all = Stream.concat(columns.stream().map(Column::name), row.sealed(what).keySet().stream())
                .toList();
        String names = all.stream().map(name -> ", " + name).collect(Collectors.joining());
        String values = all.stream().map(name -> ", :" + name).collect(Collectors.joining());
        write(
                "INSERT INTO " + what.table() + " (" + what.key() + names + ") VALUES (:row" + values + ")",
                subject,
                row);
    }

    private void update(Subject subject, SettingsRow row) {
        Configured what = subject.what();
        String sets = Stream.concat(
                        row.told(what).stream()
                                .filter(column -> !column.fixed())
                                .map(Column::name),
                        row.sealed(what).keySet().stream())
                .map(name -> name + " = :" + name)
                .collect(Collectors.joining(", "));
        write("UPDATE " + what.table() + " SET " + sets + what.where(), subject, row);
    }

    private void write(String sql, Subject subject, SettingsRow row) {
        Configured what = subject.what();
        try (Update update = handle.createUpdate(sql)) {
            if (what.isNumbered()) {
                update.bind("row", Long.parseLong(subject.id()));
            } else {
                update.bind("row", subject.id());
            }
            row.sealed(what).forEach((column, secret) -> update.bind(column, secret.orElse(null)));
            row.told(what).forEach(column -> column.bind(update, row.json().path(column.name())));
            update.execute();
        }
    }

    /** What goes with a setting: accounts that limits are kept in. */
    private void follow(Step step, ObjectNode shall) {
        String id = step.subject().id();
        switch (step.what()) {
            case USER -> followUser(id, step.is().orElseThrow(), shall);
            case KEY ->
                KeyBudgets.change(
                        handle,
                        edit.dialect(),
                        new KeyBudgets.Move(
                                id,
                                dollars(step.is().orElseThrow().json().path("budget")),
                                dollars(shall.path("budget"))));
            case BUDGET ->
                JdbcBudgets.reopen(handle, JdbcBudgets.get(handle, id, "").orElseThrow(), now);
            case GROUP, CHANNEL, CHANNEL_KEY, LIMIT, ROUTING_RULE, INVITATIONS, PRICES -> {}
        }
    }

    private void followUser(String id, SettingsRow is, ObjectNode shall) {
        JdbcUsers.limit(handle, id, shall.path("unlimited").asBoolean());
        String was = is.json().path("role").asText();
        JdbcUsers.followRole(handle, id, is, shall.path("role").asText(was));
    }

    private static @Nullable NanoDollars dollars(JsonNode amount) {
        return amount.isNumber() ? new NanoDollars(amount.asLong()) : null;
    }
}
