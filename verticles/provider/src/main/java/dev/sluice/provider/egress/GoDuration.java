package dev.sluice.provider.egress;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lengths of time as Go writes them, which upstreams took over for their headers: {@code 6m0s}, {@code 2m59.56s}, {@code 20ms};
 * days are understood too. Read by hand, as most answers carry two of them.
 */
final class GoDuration {
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final double[] SECONDS = {86_400, 3_600, 60, 1, 0.001};
    private static final int DIGITS = 9;

    private GoDuration() {}

    /** Rounded up to a millisecond; null if it is not a length of time, each unit once and the longest first. */
    static @Nullable Duration parse(String text) {
        double seconds = 0;
        int unit = -1;
        int at = 0;
        while (at < text.length()) {
            int digits = digitsEnd(text, at);
            int end = digits < text.length() && text.charAt(digits) == '.' ? digitsEnd(text, digits + 1) : digits;
            int after = unitEnd(text, end);
            int found = UNITS.indexOf(text.substring(end, after));
            boolean isNumber = digits > at && digits - at <= DIGITS && end != digits + 1 && end - digits <= DIGITS + 1;
            if (!isNumber || found <= unit) {
                return null;
            }
            double number =
                    end == digits ? Integer.parseInt(text, at, end, 10) : Double.parseDouble(text.substring(at, end));
            seconds += number * SECONDS[found];
            unit = found;
            at = after;
        }
        return unit < 0 ? null : Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }

    /** Where the digits that begin here end. */
    static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int unitEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
            at++;
        }
        return at;
    }
}
