package dev.sluice.model.call;

import java.util.List;

/** The answer to an {@link AdmissionRequest}. */
public sealed interface Admission {

    /**
     * The call may be made; money and a concurrency slot are set aside for it until it is settled.
     *
     * @param limits what the response headers say, empty when the key has no limits
     * @param node which node holds that, and so has to be told of the call's progress and end; empty if it does not say
     */
    record Admitted(Caller caller, List<LimitState> limits, String node) implements Admission {
        public Admitted {
            limits = List.copyOf(limits);
        }

        /** By whoever is asked first. */
        public Admitted(Caller caller, List<LimitState> limits) {
            this(caller, limits, "");
        }

        public Admitted by(String name) {
            return new Admitted(caller, limits, name);
        }
    }

    /** The call may not be made. Nothing is set aside; a row says why if the key was known. */
    record Refused(GatewayError error, List<LimitState> limits) implements Admission {
        public Refused {
            limits = List.copyOf(limits);
        }
    }
}
