package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecurityTest {
    record Ping(int number) {}

    private static final Question<Ping, Ping> ECHO =
            new Question<>("echo.back", Ping.class, Ping.class, Duration.ofSeconds(5));
    private static final ClusterSettings TRUSTING = Peer.settings(5801, List.of(5801, 5802), null);

    @TempDir
    private Path folder;

    @Test
    void withoutCertificatesANodeDoesNotJoinUnlessItsNetworkIsTrusted() {
        ClusterSettings careless = with(TRUSTING, false, null);

        assertThatThrownBy(() -> Cluster.join(new VertxOptions(), careless))
                .isInstanceOf(ClusterRefused.class)
                .hasMessageContaining("cluster.tls")
                .hasMessageContaining("./sluice cluster init")
                .hasMessageContaining("cluster.trusted-network");
    }

    @Test
    void certificatesAreAskedOfBothSides() throws Exception {
        EventBusOptions options = Cluster.eventBus(with(TRUSTING, false, Papers.of(folder, "n1")));

        assertThat(options.isSsl()).isTrue();
        assertThat(options.isTrustAll()).isFalse();
        assertThat(options.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
        assertThat(options.getTrustOptions()).isNotNull();
        assertThat(options.getHost()).isEqualTo("127.0.0.1");
        assertThat(options.getPort()).isEqualTo(TRUSTING.busPort());
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing.pem");

        assertThatThrownBy(() ->
                        Cluster.eventBus(with(TRUSTING, false, new ClusterSettings.Tls(missing, missing, missing))))
                .isInstanceOf(ClusterRefused.class)
                .hasMessageContaining("cluster.tls.key")
                .hasMessageContaining("missing.pem");
    }

    @Test
    void theClustersFileBecomesAConfigurationThatListensForMembersOnly() {
        Config config = Cluster.hazelcast(TRUSTING);

        assertThat(config.getClusterName()).isEqualTo(TRUSTING.name());
        var network = config.getAdvancedNetworkConfig();
        assertThat(network.isEnabled()).isTrue();
        assertThat(network.getEndpointConfigs()).hasSize(1);
        assertThat(network.getEndpointConfigs().values())
                .as("whoever was cut off is not looked for by an attempt that began before")
                .allMatch(endpoint -> endpoint.getSocketConnectTimeoutSeconds() == 3);
        assertThat(network.getJoin().getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:5801", "127.0.0.1:5802");
        assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isOne();
        var filter = config.getSerializationConfig().getJavaSerializationFilterConfig();
        assertThat(filter.isDefaultsDisabled()).isTrue();
        assertThat(filter.getWhitelist().isListed("[B")).isTrue();
        assertThat(filter.getWhitelist().isListed("org.evil.Gadget")).isFalse();
    }

    @Test
    void theWaysToFindNodesThatAreCommentedOutCanBeRead() throws IOException {
        String xml = Files.readString(Peer.CLUSTER_XML);
        String list =
                "<tcp-ip enabled=\"true\" connection-timeout-seconds=\"3\">\n        <members>${sluice.cluster.members}";
        String none = xml.replace(list, list.replace("true", "false"));
        assertThat(none).isNotEqualTo(xml);

        Path dns = uncommented(xml.replace(block(xml, list, "</tcp-ip>"), ""), "<!-- Second:", "dns.xml");
        var byDns = Cluster.hazelcast(from(dns)).getAdvancedNetworkConfig().getJoin();
        assertThat(byDns.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(byDns.getTcpIpConfig().getMembers()).containsExactly("sluice-members.example.internal:5801");

        Path kubernetes = uncommented(none, "<!-- Third:", "kubernetes.xml");
        var byService =
                Cluster.hazelcast(from(kubernetes)).getAdvancedNetworkConfig().getJoin();
        assertThat(byService.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(byService.getMulticastConfig().isEnabled()).isFalse();
        assertThat(byService.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(byService.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(byService.getKubernetesConfig().getProperties())
                .containsEntry("service-dns", "sluice-members.default.svc.cluster.local")
                .containsEntry("service-port", "5801");
    }

    private static String block(String xml, String from, String to) {
        int start = xml.indexOf(from);
        return xml.substring(start, xml.indexOf(to, start) + to.length());
    }

    /** The same file with the one block in force that follows this comment's first line. */
    private Path uncommented(String xml, String comment, String name) throws IOException {
        String whole = block(xml, comment, "-->");
        String inside = whole.substring(whole.indexOf("\n      <"), whole.length() - "-->".length());
        return Files.writeString(folder.resolve(name), xml.replace(whole, inside));
    }

    private static ClusterSettings from(Path file) {
        return new ClusterSettings(file, "c", List.of("127.0.0.1:5801"), "127.0.0.1", 5801, 5901, true, null);
    }

    @Test
    void aMalformedClustersFileIsRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.xml"), "<hazelcast><nonsense/></hazelcast>");
        ClusterSettings settings =
                new ClusterSettings(file, "c", List.of("127.0.0.1:5801"), "127.0.0.1", 5801, 5901, true, null);

        assertThatThrownBy(() -> Cluster.hazelcast(settings))
                .isInstanceOf(ClusterRefused.class)
                .hasMessageContaining("cluster.config")
                .hasMessageContaining(file.toString());
    }

    @Test
    void settingsAreCheckedByName() {
        assertThatThrownBy(() ->
                        new ClusterSettings(Peer.CLUSTER_XML, " ", List.of("h:1"), "127.0.0.1", 5801, 5901, true, null))
                .hasMessageContaining("cluster.name");
        assertThatThrownBy(() ->
                        new ClusterSettings(Peer.CLUSTER_XML, "c", List.of(), "127.0.0.1", 5801, 5901, true, null))
                .hasMessageContaining("cluster.members");
        assertThatThrownBy(() -> new ClusterSettings(Peer.CLUSTER_XML, "c", List.of("h:1"), "", 5801, 5901, true, null))
                .hasMessageContaining("cluster.host");
        assertThatThrownBy(() ->
                        new ClusterSettings(Peer.CLUSTER_XML, "c", List.of("h:1"), "127.0.0.1", 5801, 0, true, null))
                .hasMessageContaining("cluster.bus-port");
    }

    @Test
    void nodesWithPapersTalkAndAStrangerIsNotHeard() throws Exception {
        ClusterSettings.Tls papers = Papers.of(folder, "server");
        ClusterSettings.Tls others = Papers.of(folder, "friend");
        ClusterSettings.Tls forged = Papers.of(folder.resolve("forgery"), "server");
        int first = FreePorts.one();
        int second = FreePorts.one();
        ClusterSettings serving = Peer.settings(first, List.of(first, second), papers);
        Peer server = Peer.start("server", serving);
        Peer friend = Peer.start("friend", Peer.settings(second, List.of(first, second), others));
        // Hazelcast lets it in: it has no authentication. The event bus must not.
        Peer stranger = Peer.start("stranger", Peer.settings(FreePorts.one(), List.of(first, second), forged));
        server.office().get(bus -> bus.answer(ECHO, Future::succeededFuture));
        friend.awaitServed(ECHO.address());

        assertThat(friend.office().<Ping>get(bus -> bus.ask(ECHO, new Ping(1)))).isEqualTo(new Ping(1));
        assertThat(stranger.office().failure(bus -> bus.ask(ECHO, new Ping(2))))
                .hasMessage("no node serves `echo.back`");

        stranger.stop();
        friend.stop();
        server.stop();
    }

    @Test
    void withPapersTheBusAnswersNobodyInPlainText() throws Exception {
        int port = FreePorts.one();
        ClusterSettings open = Peer.settings(port, List.of(port), null);
        Peer trusting = Peer.start("trusting", open);
        assertThat(answersPlainText(open.busPort())).isTrue();
        trusting.stop();

        ClusterSettings closed = Peer.settings(port, List.of(port), Papers.of(folder, "ours"));
        Peer wary = Peer.start("wary", closed);
        assertThat(answersPlainText(closed.busPort())).isFalse();
        wary.stop();
    }

    // An event bus without TLS answers a ping (message of codec 1) with one byte.
    private static boolean answersPlainText(int port) throws IOException {
        byte[] ping = {
            0, 0, 0, 29, 2, 1, 0, 0, 0, 0, 1, 'p', 0, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0
        };
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(ping);
            return socket.getInputStream().read() == 1;
        }
    }

    private static ClusterSettings with(ClusterSettings s, boolean trusted, ClusterSettings.@Nullable Tls tls) {
        return new ClusterSettings(
                s.configFile(), s.name(), s.members(), s.host(), s.memberPort(), s.busPort(), trusted, tls);
    }
}
