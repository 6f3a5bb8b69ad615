package dev.sluice.bus;

/** The answer to a question that wants nothing but to have arrived. */
public record Acknowledged() {
    public static final Acknowledged YES = new Acknowledged();
}
