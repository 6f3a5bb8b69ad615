package dev.sluice.admin.http;

/** Who may use a route. */
public enum Role {
    /** No token needed. */
    ANYONE,
    /** A management token of an administrator. */
    ADMIN
}
