package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementLogTest {

    /** Keeps what is logged. */
    private static final class Kept extends AbstractAppender {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Kept() {
            super("kept", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    }

    @Test
    void whatMovesMoneyLeavesALineAlsoWhereNoOtherNodeHearsOfIt(@TempDir Path folder) {
        String name = ManagementHandler.class.getName();
        Logger logger = (Logger) LogManager.getLogger(name);
        Level before = logger.getLevel();
        Configurator.setLevel(name, Level.INFO);
        Kept kept = new Kept();
        kept.start();
        logger.addAppender(kept);
        try (var management = new Management(folder)) {
            management.store.users().create(new User("ada", "Ada", "user", true, false));
            management.store.tokens().put(management.vault.digestToken("hers"), Purpose.MANAGEMENT, "ada", null);
            String code = management
                    .post("/api/redemptions", "{\"name\":\"spring\",\"amount\":\"2.5\",\"count\":1}")
                    .expect(201)
                    .json()
                    .at("/secrets/0")
                    .asText();
            management
                    .call("POST", "/api/redeem", "{\"code\":\"" + code + "\"}", "hers")
                    .expect(200);
            management
                    .post("/api/provider-reports", "{\"channel_id\":\"c\",\"day\":\"2030-01-31\",\"amount\":\"1\"}")
                    .expect(200);
            management.get("/api/users").expect(200);

            assertThat(kept.lines)
                    .containsExactly(
                            "management method=POST route=/api/redemptions id= user=admin status=201",
                            "management method=POST route=/api/redeem id= user=ada status=200",
                            "management method=POST route=/api/provider-reports id= user=admin status=200");
        } finally {
            logger.removeAppender(kept);
            Configurator.setLevel(name, before);
        }
    }
}
