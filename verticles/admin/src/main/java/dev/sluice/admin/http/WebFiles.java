package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The web UI's files, taken once from the class path's folder {@code webroot} into memory. A path is looked up in a map
 * and never touches a file system, so that there is nothing to climb out of. A file that the build has compressed (its
 * name with {@code .gz}) is sent so to those who take it.
 */
public final class WebFiles {
    private static final int FILES_AT_MOST = 500;
    private static final long FILE_AT_MOST = 4 << 20;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    /** Their names change with their content. */
    private static final String UNCHANGING = "/assets/";

    private static final Predicate<String> TAKES_GZIP = Pattern.compile(
                    "(^|,)\\s*gzip\\s*(;\\s*q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?\\s*(,|$)", Pattern.CASE_INSENSITIVE)
            .asPredicate();

    private final Map<String, WebFile> byPath;

    /** A file, and the same in fewer bytes if the build made it. */
    private record WebFile(
            String type,
            String caching,
            Form plain,
            @Nullable Form small) {}

    private record Form(String etag, Bytes content) {}

    private WebFiles(Map<String, WebFile> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /** Loads the files; there are none if the class path has no such folder. Blocks. */
    public static WebFiles load(ClassLoader classPath) {
        URL index = classPath.getResource("webroot/index.html");
        if (index == null) {
            return new WebFiles(Map.of());
        }
        try {
            return loadFrom(index.toURI());
        } catch (IOException e) {
            throw new UncheckedIOException("the web UI's files cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has an address that is none", e);
        }
    }

    private static WebFiles loadFrom(URI index) throws IOException {
        if (!index.getScheme().equals("jar")) {
            return readAll(Path.of(index).resolveSibling(""));
        }
        String jar = index.getRawSchemeSpecificPart().split("!", 2)[0];
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(URI.create(jar)))) {
            return readAll(inside.getPath("webroot"));
        }
    }

    private static WebFiles readAll(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(Files::isRegularFile).limit(FILES_AT_MOST + 1).toList();
        }
        if (found.size() > FILES_AT_MOST) {
            throw new IOException("more than " + FILES_AT_MOST + " files in webroot");
        }
        Map<String, WebFile> files = new HashMap<>();
        for (Path path : found) {
            String name = folder.relativize(path).toString().replace('\\', '/');
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type != null && !name.startsWith(".") && !name.contains("/.")) {
                files.put("/" + name, read(path, "/" + name, type));
            }
        }
        files.computeIfAbsent("/", root -> files.get("/index.html"));
        return new WebFiles(files);
    }

    private static WebFile read(Path path, String name, String type) throws IOException {
        Path compressed = path.resolveSibling(path.getFileName() + ".gz");
        String caching = name.startsWith(UNCHANGING) ? "public, max-age=31536000, immutable" : "no-cache";
        return new WebFile(type, caching, form(path), Files.exists(compressed) ? form(compressed) : null);
    }

    private static Form form(Path path) throws IOException {
        if (Files.size(path) > FILE_AT_MOST) {
            throw new IOException("too large for webroot: " + path.getFileName());
        }
        byte[] content = Files.readAllBytes(path);
        return new Form('"' + HexFormat.of().formatHex(sha256(content)) + '"', Bytes.of(content));
    }

    /**
     * Answers GET and HEAD.
     *
     * @param ifNoneMatch the header of that name
     * @param acceptEncoding likewise
     * @throws GatewayException of kind {@code NOT_FOUND} or {@code METHOD_NOT_ALLOWED}
     */
    public Answer answer(
            HttpMethod method, String path, @Nullable String ifNoneMatch, @Nullable String acceptEncoding) {
        WebFile file = byPath.get(path);
        if (file == null) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such path");
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new GatewayException(Kind.METHOD_NOT_ALLOWED, "this path can only be read");
        }
        Form small = acceptEncoding != null && TAKES_GZIP.test(acceptEncoding) ? file.small() : null;
        Form form = small == null ? file.plain() : small;
        Answer answer = isKnown(ifNoneMatch, form.etag())
                ? new Answer(304, headers(file, form), Bytes.EMPTY)
                : new Answer(200, headers(file, form), form.content());
        return small == null ? answer : answer.with("content-encoding", "gzip");
    }

    private static Map<String, String> headers(WebFile file, Form form) {
        return Map.of(
                "content-type", file.type(),
                "etag", form.etag(),
                "cache-control", file.caching(),
                "vary", "accept-encoding");
    }

    private static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals(etag) || tag.equals("W/" + etag) || tag.equals("*"));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
