package dev.sluice.store;

import java.time.Instant;

/**
 * One line of the audit log.
 *
 * @param changes JSON list of configured things, each as it was before and is after
 * @param digest of this line and all before it, in hexadecimal
 */
public record AuditRecord(long number, Instant at, Act act, String changes, String digest) {}
