// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts that know no servlet API. */
class CoreTest {

  private record Asked(String host, String path, String query, Map<String, String> headers)
      implements ServerRequest {

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public String protocol() {
      return "HTTP/1.1";
    }

    @Override
    public int port() {
      return 80;
    }

    @Override
    public int remotePort() {
      return 50_000;
    }

    @Override
    public String header(String name) {
      return headers.get(name);
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1";
    }
  }

  private static Asked asked(String host, String path) {
    return new Asked(host, path, null, Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "api.example.com:8443,api.example.com",
        "API.example.com,api.example.com",
        "[::1]:80,::1",
        "[::1],::1",
        "'[::1',null",
        "'',null",
        "null,null",
        "':80',null"
      })
  void hostName_isWithoutPort(String header, String expected) {
    assertThat(HostName.of(header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "*,anything,true",
    "*.example.com,api.example.com,true",
    "*.example.com,example.com,false",
    "api?,api1,true",
    "api?,api,false",
    "A*C,abbbc,true",
    "a*b*c,axxbxxc,true",
    "'','',true"
  })
  void wildcards_match(String pattern, String text, boolean expected) {
    assertThat(new Wildcards(pattern).matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/health,true",
    "/api/healthz,true",
    "/metrics,true",
    "/metrics/x,false",
    "/orders,false"
  })
  void exclusions_areSearchedAnywhereInTheLocation(String path, boolean excluded) {
    UrlExclusions exclusions = UrlExclusions.of("health, metrics$ ,");

    assertThat(exclusions.exclude(asked("shop", path))).isEqualTo(excluded);
  }

  @Test
  void location_withoutAHostIsLocal() {
    assertThat(asked(null, "/a").location()).isEqualTo("http://localhost/a");
    assertThat(asked("shop:8080", "/a").location()).isEqualTo("http://shop:8080/a");
  }

  @Test
  void exclusions_refuseWhatIsNoExpression() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UrlExclusions.of("ok,(broken"))
        .withMessageContaining("excludeUrls")
        .withMessageContaining("(broken");
  }

  @Test
  void query_isOffUnlessAskedFor() {
    assertThat(QueryRecording.OFF.of("token=x")).isEmpty();
    assertThat(new QueryRecording(true, List.of("Token")).of("a=1&TOKEN=x&b&token"))
        .isEqualTo("?a=1&TOKEN=REDACTED&b&token");
    assertThat(new QueryRecording(true, List.of()).of(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "'10.1.2.3, 10.0.0.1',true,10.1.2.3,true",
        "',',true,127.0.0.1,false",
        "10.1.2.3,false,127.0.0.1,false",
        "null,true,127.0.0.1,false"
      })
  void clientAddress_isTheFirstHopOnlyIfTrusted(
      String header, boolean trust, String address, boolean forwarded) {
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Forwarded-For", header);

    assertThat(ClientAddress.of(new Asked("h", "/", null, headers), trust))
        .isEqualTo(new ClientAddress(address, forwarded));
  }

  @Test
  void naming_byHostFallsBack() {
    SegmentNaming naming = new SegmentNaming.ByHost("fallback", new Wildcards("*.shop"));

    assertThat(naming.nameOf(asked("eu.shop:80", "/"))).isEqualTo("eu.shop");
    assertThat(naming.nameOf(asked("other", "/"))).isEqualTo("fallback");
    assertThat(naming.nameOf(asked(null, "/"))).isEqualTo("fallback");
  }

  @Test
  void naming_survivesAFunctionThatThrows() {
    SegmentNaming naming = new SegmentNaming.Custom(request -> {
      throw new IllegalStateException("no name");
    });

    assertThat(naming.nameOf(asked("h", "/"))).isNull();
  }

  @Test
  void settings_readInitParamsOfTheSameNames() {
    FilterSettingsBuilder builder = new FilterSettingsBuilder();
    builder.read(Map.of(
        "dynamicName", "shop, *.example.com",
        "excludeUrls", "/health",
        "trustForwardedFor", "true",
        "recordQuery", "token,password",
        "acceptTraceparent", "false")::get);
    FilterSettings settings = builder.build();

    assertThat(settings.naming())
        .isEqualTo(new SegmentNaming.ByHost("shop", new Wildcards("*.example.com")));
    assertThat(settings.exclusions().patterns()).hasSize(1);
    assertThat(settings.trustForwardedFor()).isTrue();
    assertThat(settings.query()).isEqualTo(new QueryRecording(true, List.of("token", "password")));
    assertThat(settings.acceptTraceparent()).isFalse();
  }

  @Test
  void name_ofTheSdksVariableWins() {
    FilterSettingsBuilder builder =
        new FilterSettingsBuilder(Map.of("AWS_XRAY_TRACING_NAME", "fromOutside")::get);
    builder.dynamicName("fallback", "*");

    assertThat(builder.build().naming()).isEqualTo(new SegmentNaming.Fixed("fromOutside"));
  }

  @Test
  void name_ofTheSdksPropertyWins() {
    String property = "com.amazonaws.xray.strategy.tracingName";
    System.setProperty(property, "fromOutside");
    try {
      FilterSettingsBuilder builder = new FilterSettingsBuilder(variable -> null);
      builder.segmentName("ours");

      assertThat(builder.build().naming()).isEqualTo(new SegmentNaming.Fixed("fromOutside"));
    } finally {
      System.clearProperty(property);
    }
  }

  @Test
  void exclusions_areOfTheMostSpecificSource() {
    Map<String, String> environment = new HashMap<>(Map.of("XRAYSINK_EXCLUDE_URLS", "/general"));
    FilterSettingsBuilder builder = new FilterSettingsBuilder(environment::get);
    assertThat(excluded(builder)).isEqualTo("/general");

    environment.put("XRAYSINK_SERVLET_EXCLUDE_URLS", "/servlet");
    assertThat(excluded(new FilterSettingsBuilder(environment::get))).isEqualTo("/servlet");

    environment.put("XRAYSINK_SERVLET_EXCLUDE_URLS", "");
    FilterSettings none = new FilterSettingsBuilder(environment::get).build();
    assertThat(none.exclusions()).isEqualTo(UrlExclusions.NONE);

    FilterSettingsBuilder built = new FilterSettingsBuilder(environment::get);
    built.excludeUrls("/builder");
    assertThat(excluded(built)).isEqualTo("/builder");
    built.read(Map.of("excludeUrls", "/parameter")::get);
    assertThat(excluded(built)).isEqualTo("/parameter");
  }

  private static String excluded(FilterSettingsBuilder builder) {
    return builder.build().exclusions().patterns().get(0).pattern();
  }

  @Test
  void settings_refuseAWrongFlag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilterSettingsBuilder().read(Map.of("trustForwardedFor", "1")::get))
        .withMessageContaining("trustForwardedFor")
        .withMessageContaining("'1'")
        .withMessageContaining("true or false");
  }

  @Test
  void settings_surviveABrokenExpressionFromOutside() {
    FilterSettingsBuilder builder = new FilterSettingsBuilder();
    builder.read(Map.of("excludeUrls", "(broken")::get);

    assertThat(builder.build().exclusions()).isEqualTo(UrlExclusions.NONE);
  }

  @Test
  void countingWriter_countsWhatTheCharactersBecome() {
    StringWriter text = new StringWriter();
    LongAdder written = new LongAdder();
    try (CountingWriter writer = new CountingWriter(new PrintWriter(text), "UTF-8", written)) {
      writer.print("añ€😀");
      writer.write('x');
      writer.println();
      writer.append("y").printf("%d", 12);
    }
    assertThat(written.sum())
        .isEqualTo(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
  }
}
