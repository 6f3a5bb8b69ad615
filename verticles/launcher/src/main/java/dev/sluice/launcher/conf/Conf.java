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

    private final Map<Key, Object> values;
    private final Path home;
    private final Path folder;
    private final Map<String, String> environment;

    private Conf(Map<Key, Object> values, Path home, Path folder, Map<String, String> environment) {
        this.values = values;
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
        Map<Key, Object> values = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            String text = Optional.ofNullable(options.values().get(key))
                    .or(() -> Optional.ofNullable(environment.get(key.variable())))
                    .or(() -> Optional.ofNullable(written.get(key)))
                    .orElse(key.standard());
            values.put(key, parse(key, text));
        }
        return new Conf(values, home, parentOf(file), environment);
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
