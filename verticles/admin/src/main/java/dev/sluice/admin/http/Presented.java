package dev.sluice.admin.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of who sent it.
 *
 * @param bearer the token of the {@code Authorization} header, absent when there is none of that form
 * @param cookies of a session; not looked at where a bearer token is
 */
public record Presented(@Nullable String bearer, SessionCookies cookies) {
    private static final int LONGEST = 1024;

    /**
     * What a browser sends that is signed in.
     *
     * @param access absent when there is none, likewise {@code refresh}
     * @param csrf the token that a page of our own knows
     * @param sameOrigin whether the browser says that a page of our own asks
     * @param secure whether cookies come and go by TLS alone
     */
    public record SessionCookies(
            @Nullable String access,
            @Nullable String refresh,
            @Nullable String csrf,
            boolean sameOrigin,
            boolean secure) {
        public static final String ACCESS = "sluice-access";
        public static final String REFRESH = "sluice-refresh";
        /** A browser takes such a cookie only by TLS, for this host alone, and lets no other page write it. */
        public static final String SECURED = "__Host-";

        static SessionCookies of(HttpServerRequest request) {
            boolean secure = request.isSSL() || isSecure(request);
            String prefix = secure ? SECURED : "";
            return new SessionCookies(
                    value(request, prefix + ACCESS),
                    value(request, prefix + REFRESH),
                    request.getHeader("x-csrf-token"),
                    isSameOrigin(request),
                    secure);
        }

        private static @Nullable String value(HttpServerRequest request, String name) {
            Cookie cookie = request.getCookie(name);
            return cookie == null || cookie.getValue().length() > LONGEST ? null : cookie.getValue();
        }

        /**
         * A page that came in the clear says so in the origin. Where there is one it decides alone, since anybody in the
         * network can plant a plain cookie; whoever is no browser gets what is safe.
         */
        private static boolean isSecure(HttpServerRequest request) {
            String origin = request.getHeader("origin");
            if (origin != null) {
                return !origin.startsWith("http://");
            }
            return request.getCookie(SECURED + REFRESH) != null || request.getCookie(REFRESH) == null;
        }

        private static boolean isSameOrigin(HttpServerRequest request) {
            String site = request.getHeader("sec-fetch-site");
            if (site != null) {
                return site.equals("same-origin");
            }
            String origin = request.getHeader("origin");
            int scheme = origin == null ? -1 : origin.indexOf("://");
            if (origin == null || scheme < 0) {
                return false;
            }
            String page = origin.substring(scheme + "://".length());
            return page.equalsIgnoreCase(String.valueOf(request.authority()))
                    || page.equalsIgnoreCase(request.getHeader("x-forwarded-host"));
        }
    }

    static Presented of(HttpServerRequest request) {
        return new Presented(bearer(request), SessionCookies.of(request));
    }

    private static @Nullable String bearer(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("authorization");
        if (headers.size() != 1) {
            return null;
        }
        String header = headers.getFirst();
        boolean named = header.toLowerCase(Locale.ROOT).startsWith("bearer ");
        String token = named ? header.substring("bearer ".length()).strip() : "";
        return token.isEmpty() || token.length() > LONGEST ? null : token;
    }
}
