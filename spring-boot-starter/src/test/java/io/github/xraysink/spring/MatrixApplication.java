// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.List;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Needs nothing but Spring Boot and the recorder. Public for the loaders it is started in. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class MatrixApplication {

  @Bean
  Emitter capturing() {
    return new CapturingEmitter();
  }

  /** Starts, does one job, serves one request if it can, and stops. */
  public static List<String> traced(boolean web) throws Exception {
    if (web) {
      TomcatURLStreamHandlerFactory.disable(); // it is once for a process, and not for a loader
    }
    try (ConfigurableApplicationContext application = new SpringApplicationBuilder(
            MatrixApplication.class)
        .web(web ? WebApplicationType.SERVLET : WebApplicationType.NONE)
        .properties(
            "server.port=0",
            "spring.main.banner-mode=off",
            "spring.application.name=request",
            "logging.level.root=warn",
            "xraysink.sampling.mode=all")
        .run()) {
      CapturingEmitter emitter = application.getBean(CapturingEmitter.class);
      AWSXRay.createSegment("job", () -> {});
      if (web) {
        int answered = Http.get(application, "/nothing").statusCode();
        boolean traces = application.containsBean("xrayFilter");
        Awaitility.await().until(() -> emitter.count() == (traces ? 2 : 1));
        if (answered != 404) {
          throw new IllegalStateException("Answered " + answered);
        }
      }
      return emitter.traces().segments().stream().map(CapturedEntity::name).toList();
    }
  }
}
