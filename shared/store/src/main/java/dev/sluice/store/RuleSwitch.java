package dev.sluice.store;

/**
 * Disables and enables channels and keys by rules: what somebody has disabled is never enabled here, and whatever is so
 * already is left alone, so that it does not matter who says it how often. Each change is one of the configuration, with a
 * line in the audit log.
 */
public interface RuleSwitch {
    /** In whose name. */
    String AUTHOR = "rule";

    /**
     * Disables a key, or the channel if it has no other.
     *
     * @param why for people
     * @return whether that changed anything
     */
    boolean disable(String channelId, String key, String why);

    /**
     * Enables again what was disabled for this key, be it the key or the channel.
     *
     * @param why for people
     * @return whether that changed anything
     */
    boolean enable(String channelId, String key, String why);
}
