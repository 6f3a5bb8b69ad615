package dev.sluice.bus;

/**
 * What an upstream says is left of a channel's account.
 *
 * @param amount a decimal number, exactly as the upstream has it
 * @param unit what is counted: a currency code, or the vendor's own word
 */
public record Balance(String amount, String unit) {}
