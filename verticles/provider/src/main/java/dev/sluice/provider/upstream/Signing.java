package dev.sluice.provider.upstream;

import java.util.Map;

/** Says which headers prove that a request is the channel's, where that depends on the request. */
public interface Signing {

    /** The headers to add, names in lower case. */
    Map<String, String> sign(HttpCall call);

    /** Makes the signing of one channel. */
    interface Maker {

        /**
         * Of a channel of AWS Bedrock.
         *
         * @throws IllegalArgumentException if nothing can be signed with this
         */
        Signing ofAws(String secret, String region);
    }
}
