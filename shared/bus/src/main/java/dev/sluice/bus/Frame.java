package dev.sluice.bus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.model.call.GatewayError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What really travels between lines. A line names its own questions and streams by a number that only it counts; with
 * its private address ({@code from}) that number is unique in the cluster.
 *
 * <p>Bodies are the sender's record itself when the frame was sent on this node, and JSON tokens when it came from
 * another one; {@link BusJson#read} makes either into the type that the address promises.
 */
sealed interface Frame {

    /** To a role or to one of its instances: answer {@code id} to {@code from}. */
    record Ask(
            String address,
            long id,
            String from,

            @JsonSerialize(using = BusJson.Body.class) @JsonDeserialize(as = TokenBuffer.class)
            Object body)
            implements Frame {
        public Ask {
            requireAll(address, from, body);
        }
    }

    /** To the asker. */
    record Answer(
            long id,

            @JsonSerialize(using = BusJson.Body.class) @JsonDeserialize(as = TokenBuffer.class)
            Object body) implements Frame {
        public Answer {
            requireAll(body);
        }
    }

    /** Instead of an answer or a head; after a head: the stream broke. */
    record Failure(long id, GatewayError error) implements Frame {
        public Failure {
            requireAll(error.kind(), error.message(), error.code());
        }
    }

    /**
     * To a role or to one of its instances: serve stream {@code id} to {@code from}.
     *
     * @param member the cluster member on which the opener lives, when the opener does not know who will serve it and so
     *     asks for an {@link Accepted}
     * @param window credit to begin with
     */
    record Open(
            String address,
            long id,
            String from,
            @Nullable String member,
            int window,

            @JsonSerialize(using = BusJson.Body.class) @JsonDeserialize(as = TokenBuffer.class)
            Object body)
            implements Frame {
        public Open {
            requireAll(address, from, body);
        }
    }

    /** To the opener: this instance, on that cluster member, serves the stream. */
    record Accepted(long id, String from, String member) implements Frame {
        public Accepted {
            requireAll(from, member);
        }
    }

    /** To the opener. */
    record Head(
            long id,

            @JsonSerialize(using = BusJson.Body.class) @JsonDeserialize(as = TokenBuffer.class)
            Object body) implements Frame {
        public Head {
            requireAll(body);
        }
    }

    /**
     * To the opener: events in order.
     *
     * @param seq counts the data frames of a stream from 0, so that a frame lost with a connection is noticed
     * @param last whether the stream ends with these
     */
    record Data(
            long id,
            int seq,

            @JsonSerialize(contentUsing = BusJson.Body.class) @JsonDeserialize(contentAs = TokenBuffer.class)
            List<?> events,

            boolean last)
            implements Frame {
        public Data {
            for (int i = 0; i < events.size(); i++) {
                requireAll(events.get(i));
            }
        }
    }

    /**
     * To the server.
     *
     * @param granted all credit granted since the stream began, beyond the window; a total, so that a lost frame is made
     *     good by the next
     */
    record Credit(String from, long id, long granted) implements Frame {
        public Credit {
            requireAll(from);
        }
    }

    /** To the server: the opener wants no more. */
    record Cancel(String from, long id) implements Frame {
        public Cancel {
            requireAll(from);
        }
    }

    /** To all who hear an address. */
    record Tell(
            @JsonSerialize(using = BusJson.Body.class) @JsonDeserialize(as = TokenBuffer.class)
            Object body) implements Frame {
        public Tell {
            requireAll(body);
        }
    }

    /**
     * To all nodes: what the sender is and answers. Told when that changes, and again every second in case it was lost.
     *
     * @param member the cluster member that the node is
     * @param revision counts what the node told; a lower one is older
     * @param offices addresses that lines of the node answer or serve, and which lines do
     * @param lines all lines of the node, those included that finish what they were asked and answer nothing new
     */
    record Presence(
            String member,
            String node,
            String version,
            long revision,
            boolean draining,
            List<String> roles,
            Map<String, List<String>> offices,
            List<String> lines)
            implements Frame {
        public Presence {
            requireAll(member, node, version);
            roles = List.copyOf(roles);
            lines = List.copyOf(lines);
            Map<String, List<String>> all = new HashMap<>();
            offices.forEach((address, answering) -> all.put(address, List.copyOf(answering)));
            offices = Map.copyOf(all);
        }
    }

    /** To oneself, to measure how long it takes. */
    record Beat(long sentNanos) implements Frame {}

    /** What became of bytes from another node that this version cannot read. Never sent. */
    record Unreadable(String why) implements Frame {}

    /** What another node left out would fail later, where nobody expects it. */
    private static void requireAll(@Nullable Object one) {
        Objects.requireNonNull(one);
    }

    private static void requireAll(@Nullable Object one, @Nullable Object two) {
        Objects.requireNonNull(one);
        Objects.requireNonNull(two);
    }

    private static void requireAll(@Nullable Object one, @Nullable Object two, @Nullable Object three) {
        requireAll(one, two);
        Objects.requireNonNull(three);
    }
}
