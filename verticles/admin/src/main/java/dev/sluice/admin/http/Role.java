package dev.sluice.admin.http;

/** Who may use a route. */
public enum Role {
    /** No token needed. */
    ANYONE,
    /** A management token of any user; the handler sees to it that they get at their own things only. */
    USER,
    /** A management token of an administrator. */
    ADMIN
}
