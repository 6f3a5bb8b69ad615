package dev.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** The machine's own Chromium without a window, and what a person does with the page in it. */
final class Browser implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);
    /** Chromium notes each refusal of the management API, which the page itself explains. */
    private static final Predicate<String> REFUSED = Pattern.compile(
                    "^\\S+/api/\\S+ - Failed to load resource: the server responded with a status of 40[013] ")
            .asPredicate();

    private static final String AXE = resource("/axe.min.js");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts Chromium with an empty profile in this folder; where there is none, the test that asks is skipped. */
    static Browser start(Path profile) {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        assumeTrue(chromium.isPresent(), "no chromium on this machine (Debian: chromium)");
        assumeTrue(driver.isPresent(), "no chromedriver on this machine (Debian: chromium-driver)");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options(chromium.get(), profile)));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> program(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of("/usr/bin"), Stream.of(path.split(File.pathSeparator)))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ChromeOptions options(Path chromium, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-US",
                "--force-prefers-reduced-motion",
                "--window-size=1280,900",
                "--user-data-dir=" + profile);
        return options;
    }

    /** Opens this address in a new tab, which remembers nothing, and closes the old one. */
    void visit(URI address) {
        driver.manage().deleteAllCookies();
        String old = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        String fresh = driver.getWindowHandle();
        driver.switchTo().window(old).close();
        driver.switchTo().window(fresh).get(address.toString());
    }

    /** Does something in a second tab, and closes it. */
    void aside(URI address, Runnable work) {
        String first = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(address.toString());
        work.run();
        driver.close();
        driver.switchTo().window(first);
    }

    /** What a request of the page itself is answered with. */
    long post(String path, String body) {
        Object status = driver.executeAsyncScript(
                "const done = arguments[2]; fetch(arguments[0], {method: 'POST', body: arguments[1],"
                        + " headers: {'Content-Type': 'application/json'}}).then(answer => done(answer.status))",
                path,
                body);
        return ((Number) Objects.requireNonNull(status)).longValue();
    }

    /** Runs a script in the page, as one would that somebody had smuggled in. */
    void run(String script) {
        driver.executeScript(script);
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Waits until the element is there and can be seen. */
    WebElement see(String selector) {
        return await(selector)
                .atMost(SOON)
                .until(() -> seen(selector), Optional::isPresent)
                .orElseThrow();
    }

    boolean sees(String selector) {
        return seen(selector).isPresent();
    }

    private Optional<WebElement> seen(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(Browser::isShown)
                .findFirst();
    }

    /** What has been drawn anew since it was found is not there any more. */
    private static boolean isShown(WebElement element) {
        try {
            return element.isDisplayed();
        } catch (StaleElementReferenceException redrawn) {
            return false;
        }
    }

    /** Waits until an element that can be seen has these words. */
    void read(String selector, String words) {
        await(selector + " says " + words).atMost(SOON).until(() -> says(selector, words));
    }

    /** Whether an element that can be seen has these words now; one that is being drawn anew has none. */
    boolean says(String selector, String words) {
        try {
            return seen(selector)
                    .filter(element -> element.getText().contains(words))
                    .isPresent();
        } catch (StaleElementReferenceException redrawn) {
            return false;
        }
    }

    /** Clicks as soon as nothing is in the way. */
    void press(String selector) {
        press(selector, () -> seen(selector));
    }

    /** Presses what has exactly these words, or is called so by those who do not see it. */
    void pressNamed(String selector, String name) {
        press(
                selector + " named " + name,
                () -> driver.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .filter(found ->
                                found.getText().equals(name) || name.equals(found.getDomAttribute("aria-label")))
                        .findFirst());
    }

    private static void press(String what, Supplier<Optional<WebElement>> search) {
        await(what)
                .atMost(SOON)
                .ignoreExceptionsMatching(problem -> problem instanceof ElementNotInteractableException
                        || problem instanceof StaleElementReferenceException)
                .until(() -> {
                    Optional<WebElement> found = search.get();
                    found.ifPresent(WebElement::click);
                    return found.isPresent();
                });
    }

    void type(String selector, String text) {
        WebElement field = see(selector);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
        field.sendKeys(text);
    }

    /** Text of all that matches and can be seen. */
    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    /** This attribute of all that matches. */
    List<String> attributes(String selector, String name) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(found -> Optional.ofNullable(found.getDomAttribute(name)).orElse(""))
                .toList();
    }

    String title() {
        return Optional.ofNullable(driver.getTitle()).orElse("");
    }

    /** A device that makes passkeys, keeps them and shows them without asking anybody. It is of this tab. */
    VirtualAuthenticator withPasskeys() {
        return driver.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
    }

    void without(VirtualAuthenticator device) {
        driver.removeVirtualAuthenticator(device);
    }

    /** How the window is from now on: as wide as this, and dark or light by the wish of its system. */
    void look(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** How many pixels the page is wider than its window. */
    long sidewaysScroll() {
        return (Long) Objects.requireNonNull(
                driver.executeScript("return document.documentElement.scrollWidth - window.innerWidth"));
    }

    /** What axe-core finds to be serious or critical for people with disabilities. */
    List<String> barriers() {
        driver.executeScript(AXE);
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                    (result) => done(result.violations
                        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
                        .map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' '))),
                    (failure) => done(['axe: ' + failure]));
                """);
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    /** What is in the window, as PNG. */
    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    String value(String selector) {
        return Optional.ofNullable(see(selector).getDomProperty("value")).orElse("");
    }

    /** What the console complained of since the last look, but for what the API refused. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(REFUSED.negate())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
