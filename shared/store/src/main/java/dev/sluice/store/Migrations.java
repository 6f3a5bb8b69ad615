package dev.sluice.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date; {@code src/main/resources/db/migration} has the steps. */
final class Migrations {
    private Migrations() {}

    static void apply(Pools pools, SqlDialect dialect) {
        apply(pools, dialect, "latest");
    }

    /** Up to this version of the schema. */
    static void apply(Pools pools, SqlDialect dialect, String target) {
        try {
            Flyway.configure()
                    .dataSource(pools.migrating())
                    .initSql(dialect.onMigrate())
                    .loggers("slf4j")
                    .locations("classpath:db/migration")
                    .target(target)
                    .placeholders(dialect.columnTypes())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreUnavailable("the database " + pools.place() + " cannot be migrated, or is not Sluice's", e);
        }
    }
}
