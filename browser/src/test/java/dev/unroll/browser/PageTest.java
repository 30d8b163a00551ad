package dev.unroll.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Every view of the page during a real training, clicked and read as a person does. Pictures are left in target/screenshots. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageTest {
    /** Long, since a machine that checks changes may be slow and busy. */
    private static final double PATIENCE_MILLIS = 120_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static Chromium chromium;
    private static Started training;
    private static final String TEXT = """
            /** A text. */
            class Text {
                private final String name = "text";

                int length(int from) {
                    return name.length() - from; // to the end
                }
            }
            """;

    private static Started ui;
    private static String address;

    private final List<String> troubles = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> browser = Chromium.installed();
        Assumptions.assumeTrue(
                browser.isPresent(), "skipped: no Chromium; install one, or set UNROLL_CHROMIUM to its program");
        // Our own sources: a text that is always there, with quotes, brackets and indentation.
        String sources =
                Path.of("../app/src/main/java").toAbsolutePath().normalize().toString();
        training = Started.program(
                folder,
                "train",
                "lm",
                sources,
                "--include",
                "*.java",
                "--hidden",
                "32",
                "--batch",
                "16",
                "--minutes",
                "30",
                "--out",
                "runs/java");
        ui = Started.program(folder, "ui", "runs", "--port", "0");
        address = ui.line("http://");
        chromium = Chromium.start(browser.orElseThrow());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {chromium, ui, training}) {
            if (open != null) {
                open.close();
            }
        }
    }

    @BeforeEach
    void open() {
        open(1280, 900, ColorScheme.LIGHT);
    }

    private void open(int width, int height, ColorScheme scheme) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE));
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(m -> {
            if (m.type().equals("error") || m.type().equals("warning")) {
                troubles.add(m.text());
            }
        });
        page.onPageError(troubles::add);
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(page.locator("h1").count()).isEqualTo(1);
        assertThat(page.evaluate("() => [...document.querySelectorAll('input, select, textarea, button')]"
                        + ".filter(e => !e.labels?.length && !e.ariaLabel && !e.textContent.trim())"
                        + ".map(e => e.outerHTML)"))
                .as("controls without a name")
                .isEqualTo(List.of());
        context.close();
        assertThat(troubles).isEmpty();
    }

    /** Shows a view; those that look into a model find one once the training has saved it. */
    private void show(String view) {
        if (view.endsWith("/java")) {
            training.awaitFile(folder.resolve("runs/java/model.safetensors"));
        }
        page.navigate(address + "#/" + view, new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + ".png")));
    }

    private void await(String condition) {
        page.waitForFunction("() => " + condition);
    }

    private static double number(Locator of) {
        return Double.parseDouble(of.textContent().replace(",", ""));
    }

    @Test
    @Order(1)
    void curvesGrowAsItTrains() {
        show("training");
        Locator step = page.locator("tr[data-run=java] [data-field=step]");
        await("Number(document.querySelector('[data-field=step]')?.textContent.replace(',', '')) > 50");
        double before = number(step);
        await("Number(document.querySelector('[data-field=step]').textContent.replace(',', '')) > " + before);
        assertThat(number(page.locator("[data-field=loss]"))).isBetween(0.5, 6.0);
        assertThat(page.locator(".status").textContent()).isEqualTo("running");
        await("document.querySelectorAll('.chart canvas').length >= 3");
        await("Number(document.querySelector('.legend b')?.textContent) > 0.5");

        page.locator(".u-over").first().hover();
        var box = page.locator(".u-over").first().boundingBox();
        page.mouse().move(box.x + box.width * 0.3, box.y + 50);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.7, box.y + 60);
        page.mouse().up();
        page.locator("text=Show all").waitFor();
        page.locator("text=Show all").click();
        page.selectOption("#along", "seconds");
        await("document.querySelectorAll('.chart canvas').length >= 3");
        assertThat(page.locator("text=model.hidden").count()).isEqualTo(1);
        picture("training");
    }

    @Test
    @Order(2)
    void isReadOnAPhoneInTheDark() {
        open(390, 844, ColorScheme.DARK);
        show("training");
        await("document.querySelectorAll('.chart canvas').length >= 3");
        assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        assertThat((String) page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor"))
                .isEqualTo("rgb(21, 23, 26)");
        page.keyboard().press("Tab");
        assertThat((String) page.evaluate("() => document.activeElement.textContent"))
                .isEqualTo("Skip to content");
        picture("phone");
    }

    @Test
    @Order(3)
    void samplesTurnWithTheSlider() {
        show("samples/java");
        await("Number(document.querySelector('#sample-slider')?.max) >= 1");
        String last = page.locator("#sample").textContent();
        page.locator("#sample-slider").focus();
        page.keyboard().press("Home");
        String first = page.locator("#sample").textContent();
        assertThat(first).isNotBlank().isNotEqualTo(last);
        picture("samples");
    }

    @Test
    @Order(4)
    void aUnitColoursTheText() {
        show("cells/java");
        // What a model writes that has only begun to learn may be a single line, in which nothing varies to be found.
        page.locator("#text").fill(TEXT);
        Locator chip = page.locator("[data-feature=line]").first();
        String unit = chip.getAttribute("data-unit");
        chip.click();
        int slash = unit.indexOf('/');
        String title =
                "Layer " + (1 + Integer.parseInt(unit.substring(0, slash))) + ", unit " + unit.substring(slash + 1);
        await("document.querySelector('#cell-unit').textContent === '" + title + "'");
        await("document.querySelector('#cell-text .c').style.background !== ''");
        page.locator(".gates svg").first().waitFor();
        assertThat(page.locator(".gates svg").count()).isEqualTo(3);
        picture("cells");
    }

    @Test
    @Order(5)
    void predictionFollowsWhatIsTyped() {
        show("prediction/java");
        page.locator("#alternatives .bar-row").first().waitFor();
        page.fill("#text", "public static voi");
        await("document.querySelectorAll('#surprise .c').length === 18");
        assertThat(page.locator("#alternatives .bar-row").count()).isEqualTo(5);
        double likely = Double.parseDouble(page.locator("#alternatives .bar-row .num")
                .first()
                .textContent()
                .replace(" %", ""));
        page.locator("#temperature").fill("-1");
        await("parseFloat(document.querySelector('#alternatives .num').textContent) > " + likely);
        page.locator("#alternatives .bar-row").first().click();
        await("document.querySelector('#text').value.length === 18");
        page.locator("#surprise").focus();
        page.keyboard().press("Home");
        await("document.querySelector('#surprise .c.at').dataset.t === '0'");
        picture("prediction");
    }

    @Test
    @Order(6)
    void gradientsAreMapped() {
        show("gradients/java");
        await("document.querySelectorAll('.heat-cells').length === 4");
        assertThat(page.locator(".heat-cells").first().locator("i").count()).isEqualTo(100);
        page.fill("#steps", "30");
        page.keyboard().press("Enter");
        await("document.querySelector('.heat-cells').children.length === 30");
        page.locator("text=Spectral radius").waitFor();
        picture("gradients");
    }

    @Test
    @Order(7)
    void equationsAreTypesetAndChecked() {
        show("equations");
        await("document.querySelectorAll('#typeset math').length === 6");
        page.selectOption("#library", "gru");
        await("document.querySelectorAll('#typeset math').length === 4");
        assertThat(page.locator("#plan .stage").count()).isGreaterThanOrEqualTo(4);
        page.locator("#measure").click();
        await("document.querySelectorAll('#plan .took').length >= 6");
        assertThat(page.locator("#measured").textContent()).contains("for a step of one sequence");
        picture("equations");
        page.fill("#equations", "h' = tanh(Wxh x + Whh hh)");
        page.locator("#problem:visible").waitFor();
        assertThat(page.locator("#problem").textContent()).contains("line 1, column 23", "hh");
        page.fill("#equations", "h' = tanh(Wxh x + Whh h)");
        page.locator("#problem").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        await("document.querySelectorAll('#typeset math').length === 1");
    }

    @Test
    @Order(8)
    void statesAreLaidOut() {
        show("space/java");
        await("document.querySelector('#space-said')?.textContent.includes('divergence')");
        picture("space");
        page.selectOption("#method", "pca");
        await("document.querySelector('#space-progress').hidden");
        assertThat(page.locator("#space-said").textContent()).isEqualTo("1500 states");

        page.fill("#text", "public static void main");
        await("document.querySelector('#space-said').textContent === '23 states'");
        page.reload(); // the text is remembered
        await("document.querySelector('#space-said')?.textContent.startsWith('23 states')");
        page.selectOption("#of", "symbols");
        await("document.querySelector('#space-said').textContent.includes('symbols')");
        assertThat(page.locator("#text:visible").count()).isZero();
    }

    @Test
    @Order(9)
    void stopsAndGoesOn() {
        show("training");
        page.locator("[aria-label='Stop java']").click();
        page.locator(".status.stopped").waitFor();
        double stopped = number(page.locator("[data-field=step]"));
        page.locator("[aria-label='Resume java']").click();
        page.locator(".status.running").waitFor();
        await("Number(document.querySelector('[data-field=step]').textContent.replace(',', '')) > " + stopped);
        page.locator("[aria-label='Stop java']").click();
        page.locator(".status.stopped").waitFor();
    }

    /** Of a translator of numbers, trained for a moment. */
    @Test
    @Order(10)
    void aTranslationShowsWhatItLookedAt() throws Exception {
        List<String> english = List.of("one", "two", "three", "four", "five", "six", "seven");
        List<String> german = List.of("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben");
        StringBuilder pairs = new StringBuilder("source\ttarget\n");
        for (int i = 0; i < 49; i++) {
            pairs.append(english.get(i / 7) + " " + english.get(i % 7) + "\t" + german.get(i / 7) + " " + german.get(i % 7) + "\n");
        }
        Path file = Files.writeString(folder.resolve("numbers.tsv"), pairs);
        try (Started translator = Started.program(
                folder, "train", "translate", file.toString(), "--hidden", "32", "--batch", "8", "--lr", "0.01", "--dropout", "0", "--epochs", "30", "--out", "runs/numbers")) {
            translator.line("Done");
            show("attention/numbers");
            page.fill("#text", "one two");
            await("document.querySelectorAll('#looks tbody tr').length > 1");
            assertThat(page.locator("#looks thead th").allTextContents()).contains("one", "two");
            assertThat(page.locator("#looks tbody tr").first().getAttribute("aria-label")).contains(" looks most at ");
            assertThat(page.textContent("#translation")).isNotBlank();
            picture("attention");
        }
    }
}
