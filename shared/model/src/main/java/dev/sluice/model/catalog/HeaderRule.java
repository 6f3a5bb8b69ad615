package dev.sluice.model.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One header of a channel's requests.
 *
 * @param name in lower case
 * @param value put in the place of any other; may hold {@code {model}} and {@code {request_id}}. Absent to send none
 */
public record HeaderRule(String name, @Nullable String value, Condition when) {
    private static final Pattern TOKEN = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[!-~](?:[ -~]{0,510}[!-~])?");

    /** What frames a message, or is the gateway's to say since it reads the answer. */
    private static final Set<String> FRAMING = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length",
            "content-type",
            "content-encoding",
            "accept",
            "accept-encoding");

    private static final Pattern CREDENTIAL = Pattern.compile(
            "(?!idempotency-key$)(?:.*[-_])?(?:authorization|cookie2?|api[-_]?key|key|token|secret|password|credentials?|signature)"
                    + "|proxy-authenticate|x-amz-.*|x-tc-.*");
    /** By these clients say which program they are: a gateway that sends another's would pass for it. */
    private static final List<String> IDENTITY = List.of("user-agent", "x-app", "originator", "x-stainless-");

    /** Why a header of this name is not for a rule to set; empty if it is. */
    public static Optional<String> refusal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(lower).matches()) {
            return Optional.of("must be the name of a header, of at most 64 characters");
        }
        if (FRAMING.contains(lower)) {
            return Optional.of("is the gateway's own: it says how the message is framed, or what is understood");
        }
        if (CREDENTIAL.matcher(lower).matches()) {
            return Optional.of("proves who asks; what does belongs in 'secret', where it is sealed");
        }
        if (IDENTITY.stream().anyMatch(lower::startsWith)) {
            return Optional.of("says which program asks, and Sluice passes for no other");
        }
        return Optional.empty();
    }

    /** Whether this may stand in a header. */
    public static boolean isSendable(String value) {
        return VALUE.matcher(value).matches();
    }
}
