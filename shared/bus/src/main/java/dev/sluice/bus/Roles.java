package dev.sluice.bus;

import io.netty.channel.EventLoop;
import io.vertx.core.eventbus.MessageProducer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which lines of this node answer which address. */
final class Roles {
    private final ConcurrentMap<String, Role> roles = new ConcurrentHashMap<>();
    private final Runnable changed;

    /**
     * Makes an empty table.
     *
     * @param changed called after each change
     */
    Roles(Runnable changed) {
        this.changed = changed;
    }

    void add(String address, Instance instance) {
        roles.merge(address, new Role(List.of(instance), new AtomicInteger()), (old, one) -> old.with(instance));
        changed.run();
    }

    void remove(String address, Instance instance) {
        roles.computeIfPresent(address, (a, old) -> old.without(instance));
        changed.run();
    }

    /** Which lines answer each address. */
    Map<String, List<String>> offices() {
        Map<String, List<String>> offices = new TreeMap<>();
        roles.forEach((address, role) -> offices.put(
                address, role.instances().stream().map(Instance::address).toList()));
        return offices;
    }

    /**
     * One who answers, or null if none does on this node: of the asker's event loop, so that the question need not wake
     * a thread; else the next in turn.
     *
     * @param loop the event loop that the asker runs on, null if it does not run on one
     */
    @Nullable
    Instance pick(String address, @Nullable EventLoop loop) {
        Role role = roles.get(address);
        return role == null ? null : role.pick(loop);
    }

    /**
     * A line as others see it.
     *
     * @param loop the event loop on which it answers, null if it answers on threads of its own
     */
    record Instance(String address, @Nullable EventLoop loop, MessageProducer<Frame> door) {}

    private record Role(List<Instance> instances, AtomicInteger turn) {

        private Role with(Instance instance) {
            return new Role(
                    Stream.concat(instances.stream(), Stream.of(instance)).toList(), turn);
        }

        private @Nullable Role without(Instance instance) {
            List<Instance> others =
                    instances.stream().filter(i -> !i.equals(instance)).toList();
            return others.isEmpty() ? null : new Role(others, turn);
        }

        private Instance pick(@Nullable EventLoop loop) {
            if (loop != null) {
                for (Instance instance : instances) {
                    if (loop.equals(instance.loop)) {
                        return instance;
                    }
                }
            }
            int size = instances.size();
            return instances.get(size == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), size));
        }
    }
}
