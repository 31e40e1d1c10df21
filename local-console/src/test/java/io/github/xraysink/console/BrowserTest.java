// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.alone;
import static io.github.xraysink.console.Documents.http;
import static io.github.xraysink.console.Documents.id;
import static io.github.xraysink.console.Documents.inProgress;
import static io.github.xraysink.console.Documents.segment;
import static io.github.xraysink.console.Documents.subsegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TakesScreenshot;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a real browser: the Chromium and chromedriver that Debian installs. With
 * {@code -Dxraysink.screenshots=<folder>} it also writes the pictures of the README.
 */
@Tag("browser")
class BrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String SCREENSHOTS = System.getProperty("xraysink.screenshots", "");

  private static ChromeDriver browser;
  private LocalConsole console;
  private Client client;

  @BeforeAll
  static void open() {
    assumeTrue(Files.isExecutable(CHROMIUM), CHROMIUM + " is not installed");
    assumeTrue(Files.isExecutable(DRIVER), DRIVER + " is not installed");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,800");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    browser = new ChromeDriver(service, options);
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    client = new Client(console);
  }

  @AfterEach
  void stop() {
    List<String> complaints = browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("400 (Bad Request)")) // a wrong filter, on purpose
        .filter(message -> !message.contains("ERR_CONNECTION")) // the console of a test before
        .filter(message -> !message.contains("ERR_INCOMPLETE"))
        .toList();
    browser.get("about:blank");
    console.close();
    assertThat(complaints).as("nothing blocked by the policy, no script error").isEmpty();
  }

  private static double now() {
    return System.currentTimeMillis() / 1_000.0;
  }

  private void open(String hash) {
    browser.get("about:blank");
    browser.get(console.uri() + "/" + hash);
  }

  private static <T> T until(Supplier<T> condition) {
    return new WebDriverWait(browser, Duration.ofSeconds(45), Duration.ofMillis(50))
        .ignoring(StaleElementReferenceException.class)
        .until(driver -> condition.get());
  }

  private static OnPage find(String css) {
    until(() -> !browser.findElements(By.cssSelector(css)).isEmpty());
    return new OnPage(css);
  }

  /** Looked up again for each step, because a live page may put in new elements at any time. */
  private record OnPage(String css) {

    private <T> T with(Function<WebElement, T> step) {
      return until(() -> browser.findElements(By.cssSelector(css)).stream()
          .findFirst()
          .map(step)
          .orElse(null));
    }

    void sendKeys(CharSequence... keys) {
      with(element -> {
        element.sendKeys(keys);
        return true;
      });
    }

    void click() {
      with(element -> {
        element.click();
        return true;
      });
    }

    void clear() {
      with(element -> {
        element.clear();
        return true;
      });
    }

    String getText() {
      return with(WebElement::getText);
    }

    String getAttribute(String name) {
      return with(element -> element.getAttribute(name));
    }

    String getCssValue(String name) {
      return with(element -> element.getCssValue(name));
    }
  }

  /** In one step, because a live page may put in new elements at any time. */
  @SuppressWarnings("unchecked")
  private static List<String> texts(String css) {
    return (List<String>) script(
        "return [...document.querySelectorAll(arguments[0])]"
            + ".map((e) => e.innerText === undefined ? e.textContent : e.innerText)",
        css);
  }

  private static void untilText(String css, String text) {
    until(() -> texts(css).stream().anyMatch(shown -> shown.contains(text)));
  }

  private static Object script(String script, Object... arguments) {
    return ((JavascriptExecutor) browser).executeScript(script, arguments);
  }

  private static void picture(String name) throws IOException {
    if (!SCREENSHOTS.isEmpty()) {
      File shot = ((TakesScreenshot) browser).getScreenshotAs(OutputType.FILE);
      Path folder = Files.createDirectories(Path.of(SCREENSHOTS));
      Files.copy(shot.toPath(), folder.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A shop: client, storefront, stock (a service of its own), a table, a queue, a database. */
  private String order(int number, boolean fails) {
    String trace = Documents.newTraceId();
    double start = now() - 3 + number * 0.01;
    double took = 0.08 + number % 9 * 0.035 + (fails ? 0.4 : 0);
    ObjectNode root = segment(trace, "storefront", start, took).put("user", "user-" + number % 5);
    http(root, "POST", "http://localhost:8080/orders/" + number, fails ? 500 : 201);
    root.putObject("annotations").put("tenant", number % 2 == 0 ? "blue" : "green");
    root.putObject("metadata").putObject("cart").put("items", number % 4).put("coupon", "SPRING");
    ObjectNode stock = subsegment("stock", start + 0.01, 0.03).put("namespace", "remote");
    http(stock, "GET", "http://stock/items", 200);
    ObjectNode price = subsegment("price rules", start + 0.04, 0.01);
    ObjectNode pay = subsegment("pay", start + 0.05, took - 0.06);
    ObjectNode table = subsegment("DynamoDB", start + 0.055, 0.01).put("namespace", "aws");
    table.putObject("aws").put("operation", "PutItem").put("table_name", "orders");
    ObjectNode query = subsegment("billing@db", start + 0.066, 0.008).put("namespace", "remote");
    query
        .putObject("sql")
        .put("sanitized_query", "insert into bill values (?, ?)")
        .put("user", "app");
    pay.putArray("subsegments").add(table).add(query);
    if (fails) {
      root.put("fault", true);
      pay.put("fault", true);
      ObjectNode exception =
          pay.putObject("cause").putArray("exceptions").addObject().put("id", Documents.newId());
      exception.put("type", "shop.PaymentRefused").put("message", "card was refused by the bank");
      exception
          .putArray("stack")
          .add(Json.object()
              .put("path", "Payments.java")
              .put("line", 71)
              .put("label", "shop.Payments.charge"))
          .add(Json.object()
              .put("path", "Orders.java")
              .put("line", 40)
              .put("label", "shop.Orders.place"));
    }
    root.putArray("subsegments").add(stock).add(price).add(pay);
    ObjectNode service = segment(trace, "stock", start + 0.012, 0.025).put("parent_id", id(stock));
    http(service, "GET", "http://stock/items", 200);
    client.put(root, service);
    return trace;
  }

  private String shop() {
    String failed = "";
    for (int i = 0; i < 40; i++) {
      String trace = order(i, i % 13 == 12);
      failed = i == 38 ? trace : failed;
    }
    return failed;
  }

  @Test
  void list_showsFiltersAndUpdatesLive() throws IOException {
    shop();
    open("#/");
    until(() -> texts("#trace-list a").size() == 40);
    assertThat(browser.findElements(By.cssSelector("#histogram rect"))).isNotEmpty();
    picture("traces");

    find("body").sendKeys("/");
    browser.switchTo().activeElement().sendKeys("service(\"storefront\") { fault }" + Keys.ENTER);
    until(() -> texts("#trace-list a").size() == 3);
    assertThat(texts("#trace-list .badge")).containsOnly("fault");

    OnPage filter = find("#filter");
    filter.clear();
    filter.sendKeys("annotation.tenant = " + Keys.ENTER);
    untilText("#filter-error", "at position");
    picture("filter-error");

    filter.clear();
    filter.sendKeys(Keys.ENTER);
    until(() -> texts("#trace-list a").size() == 40);
    until(() -> find("#live").getAttribute("class").equals("on"));
    client.udp(segment(Documents.newTraceId(), "came just now", now(), 0.2));
    untilText("#trace-list a", "came just now");
    assertThat(texts("#trace-list a")).hasSize(41);
  }

  @Test
  void trace_showsWaterfallDetailsLogsAndRaw() throws IOException {
    shop();
    String trace = order(5, true);
    client.send("POST", "/api/logs", "WARN [" + trace + "] payment refused <b>twice</b>");
    open("#/");
    until(() -> texts("#trace-list a").size() == 41);
    find("#trace-list a[href$='" + trace + "']").sendKeys(Keys.ENTER);

    untilText(".row .label", "price rules");
    assertThat(texts(".row .label")).hasSize(7);
    OnPage waterfall = find("#waterfall");
    waterfall.sendKeys(Keys.END);
    untilText("#detail h2", "billing@db");
    assertThat(find("#detail").getText()).contains("insert into bill values (?, ?)");
    for (int i = 0; i < 2; i++) {
      waterfall.sendKeys(Keys.ARROW_UP);
    }
    untilText("#detail h2", "pay");
    untilText("#detail", "card was refused by the bank");
    assertThat(find("#detail .stack").getText())
        .contains("at shop.Payments.charge (Payments.java:71)");
    picture("trace");
    waterfall.sendKeys(Keys.ARROW_LEFT);
    until(() -> texts(".row .label").size() == 5);
    waterfall.sendKeys(Keys.ARROW_RIGHT);
    until(() -> texts(".row .label").size() == 7);

    tab("Logs (1)");
    untilText("#trace-logs pre", "payment refused <b>twice</b>");
    tab("Raw");
    untilText("#trace-raw pre", "\"sanitized_query\"");
    tab("Map");
    untilText("#trace-map text", "storefront");
    assertThat(find("#trace-head a[href^='https://console.aws.amazon.com']").getAttribute("href"))
        .endsWith("#xray:traces/" + trace);
    find("#copy-id").click();
    untilText("#copy-id", "Copied");
  }

  private static void tab(String label) {
    find("#trace-tabs");
    browser.findElements(By.cssSelector("#trace-tabs button")).stream()
        .filter(button -> button.getText().equals(label))
        .findFirst()
        .orElseThrow()
        .click();
  }

  @Test
  void trace_inProgressMovesAndEndsLive() throws IOException {
    String trace = Documents.newTraceId();
    ObjectNode job = segment(trace, "nightly job", now() - 5, 5);
    ObjectNode step = subsegment("step 1", now() - 5, 4);
    ObjectNode open = inProgress(job.deepCopy());
    open.putArray("subsegments").add(step);
    client.put(open);
    open("#/trace/" + trace);
    untilText(".row", "in progress");
    assertThat(find(".bar.open").getCssValue("animation-name")).isEqualTo("slide");

    client.put(alone(subsegment("step 2", now() - 1, 1), trace, id(job)));
    untilText(".row .label", "step 2");
    client.put(job);
    until(() -> browser.findElements(By.cssSelector(".bar.open")).isEmpty());
    assertThat(texts(".row")).noneMatch(row -> row.contains("in progress"));
  }

  @Test
  void map_showsServicesAndLeadsToTheirTraces() throws IOException {
    shop();
    open("#/map");
    untilText("#map text", "storefront");
    assertThat(texts("#map svg text")).contains("orders", "AWS::DynamoDB::Table", "Database::SQL");
    assertThat(browser.findElements(By.cssSelector("#map .ring-fault"))).isNotEmpty();
    picture("map");

    find("#map .node[aria-label='orders']").sendKeys(Keys.ENTER);
    until(() -> find("#filter").getAttribute("value").equals("service(\"orders\")"));
    until(() -> texts("#trace-list a").size() == 40);
  }

  @Test
  void problems_listWhatIsWrong() throws IOException {
    client.put(segment(Documents.newTraceId(), "bad?name", now(), 1).put("start_time", 1.7e12));
    client.udp("{\"format\":\"json\",\"version\":1}\n{\"id\":".getBytes());
    client.udp(Documents.datagram("T1SCgkKBwoF".getBytes()));
    until(() -> client.get("/api/problems").get("problems").size() == 3);
    open("#/problems");
    untilText("#problem-list summary", "OpenTelemetry payload");
    untilText("#problem-list summary", "/name");
    untilText("#problem-list summary", "it is not JSON");
    assertThat(find("#problem-count").getText()).isEqualTo("3");
    find("#problem-list details:last-child summary").click();
    untilText("#problem-list pre", "bad?name");
    picture("problems");

    // What is open stays open when something new comes in.
    client.put(segment(Documents.newTraceId(), "worse?name", now(), 1));
    untilText("#problem-count", "4");
    untilText("#problem-list pre", "bad?name");
  }

  @Test
  void sampling_isEditedInThePage() {
    open("#/sampling");
    until(() -> find("#rules").getAttribute("value").contains("\"RuleName\": \"Default\""));
    OnPage rules = find("#rules");
    rules.clear();
    rules.sendKeys("[{\"RuleName\":\"none\",\"Priority\":1,\"FixedRate\":7,\"ReservoirSize\":0}]");
    find("#rules-save").click();
    untilText("#rules-problem", "FixedRate of rule none: 7");
    rules.clear();
    rules.sendKeys("[{\"RuleName\":\"none\",\"Priority\":1,\"FixedRate\":0,\"ReservoirSize\":0}]");
    find("#rules-save").click();
    untilText("#rules-saved", "Saved");
    assertThat(client.post("/GetSamplingRules", Json.object()).findValuesAsText("RuleName"))
        .containsExactly("none", "Default");
  }

  @Test
  void hostileNames_areShownAsText() {
    String evil = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
    String trace = Documents.newTraceId();
    ObjectNode root = segment(trace, evil, now(), 1).put("fault", true).put("origin", evil);
    http(root, evil, "javascript:window.hacked=1//" + evil, 200);
    root.putObject("annotations").put("k", evil).put(evil, "v");
    root.putObject("metadata").putObject(evil).put(evil, evil);
    root.put("user", evil);
    root.putObject("cause")
        .putArray("exceptions")
        .addObject()
        .put("type", evil)
        .put("message", evil);
    client.put(root);
    client.send("POST", "/api/logs", trace + " " + evil);

    open("#/");
    untilText("#trace-list a", evil);
    open("#/trace/" + trace);
    untilText("#detail h2", evil);
    untilText("#detail th", evil);
    tab("Logs (1)");
    untilText("#trace-logs pre", evil);
    tab("Map");
    untilText("#trace-map svg title, #trace-map text", "<img");
    open("#/map");
    find("#map .node");
    open("#/problems");
    find("#problem-list details summary").click();
    untilText("#problem-list pre", "onerror");

    assertThat(script("return window.hacked === undefined")).isEqualTo(true);
    assertThat(browser.findElements(By.cssSelector("img, main script"))).isEmpty();
  }

  @Test
  void trace_ofTenThousandEntitiesScrolls() throws IOException {
    String trace = Documents.newTraceId();
    double start = now() - 60;
    ObjectNode root = segment(trace, "import", start, 60);
    client.put(root);
    List<ObjectNode> batch = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ObjectNode page = alone(subsegment("page " + i, start + i * 0.3, 0.28), trace, id(root));
      for (int row = 0; row < 49; row++) {
        page.withArrayProperty("subsegments")
            .add(subsegment("row " + row + " of page " + i, start + i * 0.3 + row * 0.005, 0.005));
      }
      batch.add(page);
      if (batch.size() == 50) {
        client.put(batch.toArray(ObjectNode[]::new));
        batch.clear();
      }
    }
    long begin = System.nanoTime();
    open("#/trace/" + trace);
    untilText("#trace-head", "10001 entities");
    untilText(".row .label", "page 0");
    long openedMillis = (System.nanoTime() - begin) / 1_000_000;
    assertThat(texts(".row").size())
        .as("only the rows in sight are in the page")
        .isLessThan(80);

    // Every frame scrolls a screen further; the gaps between frames tell whether it is fluid.
    Object gaps = ((JavascriptExecutor) browser).executeAsyncScript("""
                const done = arguments[0];
                const pane = document.getElementById('waterfall');
                const gaps = [];
                let last = 0;
                function step(now) {
                  if (last) gaps.push(now - last);
                  last = now;
                  pane.scrollTop += pane.clientHeight;
                  if (gaps.length < 120) requestAnimationFrame(step);
                  else { gaps.sort((a, b) => a - b); done([gaps[60], gaps[113]]); }
                }
                requestAnimationFrame(step);
                """);
    List<?> values = (List<?>) gaps;
    double median = ((Number) values.get(0)).doubleValue();
    double slow = ((Number) values.get(1)).doubleValue();
    System.out.printf(
        "10,001 entities: opened in %d ms; between frames %.1f ms median, %.1f ms at 95 %%%n",
        openedMillis, median, slow);
    assertThat(median).as("milliseconds between frames").isLessThan(50);

    find("#waterfall").sendKeys(Keys.END);
    untilText(".row .label", "row 48 of page 199");
    untilText("#detail h2", "row 48 of page 199");
    picture("ten-thousand");
  }

  @Test
  void page_isReadableOnAPhoneAndInTheDark() throws IOException {
    String failed = shop();
    browser.manage().window().setSize(new Dimension(500, 850));
    try {
      open("#/");
      until(() -> texts("#trace-list a").size() == 40);
      assertThat(overflow()).as("nothing to scroll sideways for").isLessThanOrEqualTo(0);
      open("#/trace/" + failed);
      untilText(".row .label", "pay");
      assertThat(overflow()).isLessThanOrEqualTo(0);
      picture("phone");
    } finally {
      browser.manage().window().setSize(new Dimension(1280, 800));
    }
    String light = find("body").getCssValue("background-color");
    find("#theme").click();
    until(() -> !find("body").getCssValue("background-color").equals(light));
    open("#/trace/" + failed);
    untilText(".row .label", "pay");
    picture("dark");
    find("#theme").click();
  }

  private static long overflow() {
    return (Long)
        script("const e = document.documentElement; return e.scrollWidth - e.clientWidth;");
  }
}
