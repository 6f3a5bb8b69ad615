package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Groups;
import dev.sluice.store.Groups.Group;
import dev.sluice.store.Store;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /api/groups}: groups that keys belong to. */
final class GroupResource {
    static final Set<String> PATCHABLE = Set.of("description", "enabled");
    static final Set<String> CREATABLE = Set.of("name", "description", "enabled");

    private static final Reader<String> NAME = Values.matching(
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}"),
            "must have 1 to 64 letters, digits, '.', '_' or '-', and begin with a letter or digit");
    private static final Reader<String> DESCRIPTION =
            value -> "".equals(value.node().textValue()) ? "" : Values.text(200).read(value);

    private final Store store;
    private final Groups groups;

    GroupResource(Store store) {
        this.store = store;
        this.groups = store.accounts().groups();
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("name");
        Group group = apply(fields, new Group(fields.required("name", NAME), "", true));
        editing(request).create(group);
        return Answer.json(201, write(group));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(groups.list(), GroupResource::write));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Group changed = apply(request.fields(PATCHABLE), existing(request.id()));
        if (changed.name().equals(Groups.DEFAULT) && !changed.enabled()) {
            throw Value.wrong("enabled", "must stay true for the group " + Groups.DEFAULT);
        }
        if (!editing(request).update(changed)) {
            throw unknown();
        }
        return Answer.json(200, write(changed));
    }

    Answer delete(ApiRequest request) {
        if (!editing(request).delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private Groups editing(ApiRequest request) {
        return store.by(request.author()).accounts().groups();
    }

    private static Group apply(Fields fields, Group old) {
        return new Group(
                old.name(),
                fields.or(old.description(), "", "description", DESCRIPTION),
                fields.or(old.enabled(), "enabled", Values.flag()));
    }

    private static ObjectNode write(Group group) {
        return Json.object()
                .put("name", group.name())
                .put("description", group.description())
                .put("enabled", group.enabled());
    }

    private Group existing(String name) {
        return groups.get(name).orElseThrow(GroupResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such group");
    }
}
