package dev.sluice.launcher.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one node: option, else environment, else file, else default. Checked as a whole when it is read.
 */
public final class Conf {
    /** Names the folder of the installation; the command sets it. */
    private static final String HOME = "SLUICE_HOME";

    private static final String MASK = "***";

    private final Map<Key, Object> values = new EnumMap<>(Key.class);
    private final Map<Key, Said> said;
    private final Path home;
    private final Path folder;
    private final Map<String, String> environment;

    /** Where a value comes from; a file that says what is usual counts as saying nothing. */
    public enum Origin {
        OPTION,
        ENVIRONMENT,
        FILE,
        DEFAULT
    }

    /**
     * A key as it is in force.
     *
     * @param value as it was written; what is secret is masked
     * @param meaning what the shipped file says of it
     */
    public record Effective(Key key, String value, Origin origin, String meaning) {}

    private record Said(String text, Origin origin) {}

    private Conf(Map<Key, Said> said, Path home, Path folder, Map<String, String> environment) {
        said.forEach((key, one) -> values.put(key, parse(key, one.text())));
        this.said = said;
        this.home = home;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads the configuration.
     *
     * @param arguments of the command line, without the verb
     * @throws ConfException if a key is unknown, a value is not of its type, or the file cannot be read
     */
    public static Conf read(List<String> arguments, Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault(HOME, "."));
        Options options = Options.parse(arguments, home);
        Path file = options.file();
        Map<Key, String> written = YamlFile.read(file);
        Map<Key, Said> said = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            Said one = Optional.ofNullable(options.values().get(key))
                    .map(text -> new Said(text, Origin.OPTION))
                    .or(() -> Optional.ofNullable(environment.get(key.variable()))
                            .map(text -> new Said(text, Origin.ENVIRONMENT)))
                    .or(() -> Optional.ofNullable(written.get(key))
                            .filter(text -> !text.equals(key.standard()))
                            .map(text -> new Said(text, Origin.FILE)))
                    .orElse(new Said(key.standard(), Origin.DEFAULT));
            said.put(key, one);
        }
        return new Conf(said, home, parentOf(file), environment);
    }

    /** Every key, for people to read. */
    public List<Effective> effective() {
        Map<Key, String> meanings = Meanings.read(home.resolve("conf").resolve("sluice.yaml"));
        return said.entrySet().stream()
                .map(one -> new Effective(
                        one.getKey(),
                        shown(one.getKey(), one.getValue().text()),
                        one.getValue().origin(),
                        meanings.getOrDefault(one.getKey(), "")))
                .toList();
    }

    /** A database's URL may have a password in it. */
    private static String shown(Key key, String text) {
        if (key.type() == Type.SECRET) {
            return text.isEmpty() ? "" : MASK;
        }
        return key == Key.DATABASE_URL
                ? text.replaceAll("(?i)(password|passwd|pwd|user)=[^&;]*", "$1=" + MASK)
                        .replaceAll("//[^/@]*@", "//" + MASK + "@")
                : text;
    }

    private static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static Object parse(Key key, String text) {
        try {
            return key.type().parse(text);
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            throw new ConfException(
                    "%s: '%s' is not %s".formatted(key.path(), text, key.type().expected()));
        }
    }

    public String text(Key key) {
        return (String) value(key);
    }

    public long number(Key key) {
        return (Long) value(key);
    }

    public int integer(Key key) {
        long number = number(key);
        if (number > Integer.MAX_VALUE) {
            throw new ConfException("%s: '%d' is not below %d".formatted(key.path(), number, Integer.MAX_VALUE));
        }
        return (int) number;
    }

    public boolean flag(Key key) {
        return (Boolean) value(key);
    }

    public Duration duration(Key key) {
        return (Duration) value(key);
    }

    @SuppressWarnings("unchecked") // Type.LIST parses to a list of strings
    public List<String> list(Key key) {
        return (List<String>) value(key);
    }

    /** A number of instances; {@code auto} is one for each processor. */
    public int instances(Key key) {
        long number = number(key);
        return number == Type.AUTO ? Runtime.getRuntime().availableProcessors() : (int) number;
    }

    /** The folder of the installation, with {@code cluster.xml}. */
    public Path home() {
        return home;
    }

    /** The folder that the configuration file lies in, with {@code providers} and {@code prices} beside it. */
    public Path folder() {
        return folder;
    }

    /** The folder for everything the node writes. It is made if it is not there. */
    public Path data() {
        Path data = Path.of(text(Key.DATA)).toAbsolutePath().normalize();
        try {
            return Files.createDirectories(data);
        } catch (IOException unusable) {
            throw new ConfException("%s: '%s' is not a folder that can be written to".formatted(Key.DATA.path(), data));
        }
    }

    /** A variable of the environment that is no key, such as {@code OPENAI_API_KEY}; blank counts as absent. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Object value(Key key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(key.path());
        }
        return value;
    }
}
