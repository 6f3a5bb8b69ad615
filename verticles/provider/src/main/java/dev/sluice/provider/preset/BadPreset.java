package dev.sluice.provider.preset;

/** A provider's YAML file cannot be used; the message names the file, the key, and what was expected. */
public final class BadPreset extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadPreset(String file, String complaint) {
        super(file + ": " + complaint);
    }
}
