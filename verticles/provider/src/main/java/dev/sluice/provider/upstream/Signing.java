package dev.sluice.provider.upstream;

import dev.sluice.model.catalog.Provider.Auth;
import java.util.Map;
import java.util.Optional;

/** Proves that a request is the channel's, where that depends on the request. */
public interface Signing {

    /** The request with its proof, wherever the vendor looks for that: in headers, query or body. */
    HttpCall sign(HttpCall call);

    /** Makes the signing of one channel. */
    interface Maker {

        /**
         * Of a channel whose provider wants this.
         *
         * @param parameters of the channel, those of its provider included
         * @return empty if the secret travels as it is
         * @throws IllegalArgumentException if nothing can be signed with this; the secret is not repeated
         */
        Optional<Signing> of(Auth auth, String secret, Map<String, String> parameters);
    }
}
