package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An ordinary HTTP client, independent of what it tests. */
final class Client {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(700))
            .build();

    private Client() {}

    static HttpResponse<String> chat(FakeProvider provider, String body) throws IOException {
        return post(provider, "/chat/completions", body, HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<InputStream> openChat(FakeProvider provider, String body) throws IOException {
        return post(provider, "/chat/completions", body, HttpResponse.BodyHandlers.ofInputStream());
    }

    static HttpResponse<byte[]> bytes(FakeProvider provider, String body) throws IOException {
        return post(provider, "/chat/completions", body, HttpResponse.BodyHandlers.ofByteArray());
    }

    static HttpResponse<String> completion(FakeProvider provider, String body) throws IOException {
        return post(provider, "/completions", body, HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> get(FakeProvider provider, String path) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create(provider.baseUrl() + path)), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> post(
            FakeProvider provider, String path, String body, HttpResponse.BodyHandler<T> handler) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create(provider.baseUrl() + path))
                        .header("Authorization", "Bearer sk-test")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                handler);
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(5)).build(), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
