package dev.sluice.launcher;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Somebody in front of the web UI of a node of their own: the administrator at first, whoever signs in later. */
final class Visitor implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    static final String SUBMIT = "button[type=submit]";

    final Gateway gateway;
    final Browser browser;

    private Visitor(Gateway gateway, Browser browser) {
        this.gateway = gateway;
        this.browser = browser;
    }

    /** Starts a node and a browser, and sets the administrator's password by the link of the banner. */
    static Visitor atANewNode(Path folder) {
        Browser browser = Browser.start(folder.resolve("profile"));
        Visitor visitor = new Visitor(Gateway.start(folder.resolve("data"), Map.of()), browser);
        browser.look(1280, false);
        browser.visit(visitor.gateway.setupLink());
        visitor.setPassword();
        browser.see("[data-page=start]");
        return visitor;
    }

    /** JSON that is easier to read in Java. */
    static JsonNode json(String text) {
        return Gateway.parse(text.replace('\'', '"'));
    }

    static String dialog(String selector) {
        return "[role=dialog] " + selector;
    }

    /** A new tab in which the administrator is signed in. */
    void signInAnew() {
        browser.visit(gateway.address());
        browser.look(1280, false);
        signIn(PASSWORD);
        browser.see("[data-page=dashboard]");
    }

    void signIn(String password) {
        browser.type("[data-page=sign-in] input[name=password]", password);
        browser.press("[data-page=sign-in] " + SUBMIT);
    }

    /** Fills in what a one-time link leads to. */
    void setPassword() {
        browser.type("[data-page=setup] input[name=password]", PASSWORD);
        browser.type("[data-page=setup] input[name=repeat]", PASSWORD);
        browser.press("[data-page=setup] " + SUBMIT);
    }

    /** A page loaded anew, with nothing left of the one before. */
    void open(String page) {
        open(page, page);
    }

    /** Where a page is that shows one thing, or with a tab of it. */
    void open(String address, String page) {
        browser.open(at(address));
        browser.see("[data-page=" + page + "]");
    }

    private URI at(String page) {
        return gateway.address().resolve("/?" + UUID.randomUUID() + "#/" + page);
    }

    /** Waits until nothing is being loaded. */
    void settle() {
        await().atMost(Browser.SOON).until(() -> !browser.sees(".mantine-Skeleton-root"));
    }

    void speak(String language) {
        browser.press("button[data-language=true]");
        browser.press("[role=menuitem][data-language='" + language + "']");
        await().atMost(Browser.SOON)
                .until(() -> browser.attributes("html", "lang").contains(language));
    }

    /** Chooses from a field by what is typed. */
    void choose(String field, String option) {
        browser.press(field);
        browser.pressNamed("[role=option]", option);
    }

    /** Sends the form of the dialogue, and reads what is told then. */
    void submit(String told) {
        browser.press(dialog(SUBMIT));
        browser.read(".mantine-Notification-root", told);
    }

    /** An action of the menu of a row. */
    void act(String action, String name) {
        browser.pressNamed("button", "Actions: " + name);
        browser.press("[role=menuitem][data-action='" + action + "']");
    }

    /** Makes somebody a user, and has them sign in in this browser. */
    String become(String name) {
        return become(name, "user");
    }

    /** Makes somebody who has this role, and has them sign in in this browser. */
    String become(String name, String role) {
        String user = gateway.manage("POST", "/api/users", json("{'name':'" + name + "','role':'" + role + "'}"))
                .path("id")
                .asText();
        String link = gateway.manage("POST", "/api/users/" + user + "/password-link", json("{}"))
                .path("path")
                .asText();
        browser.press("[data-sign-out]");
        browser.visit(gateway.address().resolve(link));
        setPassword();
        browser.see(role.equals("user") ? "[data-page=dashboard]" : "[data-page=start]");
        return user;
    }

    @Override
    public void close() {
        gateway.close();
        browser.close();
    }
}
