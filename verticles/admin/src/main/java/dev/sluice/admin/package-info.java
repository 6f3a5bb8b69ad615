/** Management API, sign-in, and the web UI's files. */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
