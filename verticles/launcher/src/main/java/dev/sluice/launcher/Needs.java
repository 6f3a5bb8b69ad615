package dev.sluice.launcher;

import dev.sluice.bus.Member;
import dev.sluice.bus.Members;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the roles that this node's own roles stand on are on some node; the log says when that changes. */
final class Needs {
    private static final Logger LOG = LoggerFactory.getLogger(Needs.class);
    private static final List<Role> BEHIND_INGRESS = List.of(Role.ACCOUNTING, Role.ROUTER, Role.PROVIDER);

    private final Members members;
    private final List<String> needed;
    private final Members.Ear ear;
    private List<String> missing = List.of();

    private Needs(Members members, Set<Role> own) {
        this.members = members;
        this.needed = own.contains(Role.INGRESS)
                ? BEHIND_INGRESS.stream().map(Role::id).toList()
                : List.of();
        this.ear = members.hear(this::look);
    }

    static Needs watch(Members members, Set<Role> own) {
        Needs needs = new Needs(members, own);
        needs.look(members.now());
        return needs;
    }

    boolean areMet() {
        return needed.stream().allMatch(members::has);
    }

    private synchronized void look(List<Member> now) {
        List<String> without = needed.stream()
                .filter(role -> now.stream().noneMatch(member -> member.roles().contains(role)))
                .toList();
        if (without.equals(missing)) {
            return;
        }
        missing = without;
        if (without.isEmpty()) {
            LOG.info("event=roles_found roles={}", needed);
        } else {
            LOG.warn("event=roles_on_no_node roles={} effect=not_ready", without);
        }
    }

    void close() {
        ear.close();
    }
}
