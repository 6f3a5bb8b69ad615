package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of requests where there are very many, in a real browser. */
class WebRequestsTest {
    /** More than one question to the node goes through. */
    private static final int ROWS = 250_000;

    @RegisterExtension
    static final Visit VISIT = new Visit();

    private final Visitor visitor = VISIT.visitor();
    private final Browser browser = visitor.browser;

    @Test
    void aSearchThatFindsNothingAtFirstLooksOnByItself() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + VISIT.database())) {
            ManyRequests.write(database, ROWS);
        }

        visitor.open("requests?model=ancient", "requests");
        browser.read("[data-page=requests] tbody tr", "ancient");

        visitor.open("requests?model=absent", "requests");
        browser.read("[data-page=requests] [data-empty]", "There are no such requests");
        assertThat(browser.says("[data-page=requests]", "Look further back")).isFalse();
    }
}
