// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.task.XrayTask;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that knows nothing of xraysink but its annotation. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableAsync
@EnableScheduling
@Import({ShopApplication.Shop.class, ShopApplication.Stock.class, ShopApplication.Jobs.class})
class ShopApplication {

  @Bean
  Emitter capturing() {
    return new CapturingEmitter();
  }

  @RestController
  static class Shop {
    private final Stock stock;

    Shop(Stock stock) {
      this.stock = stock;
    }

    @GetMapping("/orders")
    String orders() {
      CompletableFuture<String> first = stock.look("first");
      CompletableFuture<String> second = stock.look("second");
      return first.join() + second.join();
    }

    @GetMapping("/later")
    Callable<String> later() {
      return () -> XraySubsegments.call("later", () -> "later");
    }

    /** The filters this request came through, outermost first. */
    @GetMapping("/filters")
    String filters() {
      List<String> filters = Arrays.stream(new Throwable().getStackTrace())
          .map(StackTraceElement::getClassName)
          .filter(name -> name.endsWith("Filter") && !name.contains("OncePerRequest"))
          .distinct()
          .collect(Collectors.toCollection(ArrayList::new));
      Collections.reverse(filters);
      return String.join(",", filters);
    }

    @GetMapping("/fail")
    String fail() {
      throw new IllegalStateException("on purpose");
    }
  }

  static class Stock {
    @Async
    public CompletableFuture<String> look(String which) {
      return CompletableFuture.completedFuture(
          XraySubsegments.call("look-" + which, () -> Thread.currentThread().toString()));
    }
  }

  static class Jobs {
    @Scheduled(fixedDelay = 200)
    @XrayTask(path = "jobs/settle")
    public void settle() {
      XraySubsegments.run("settle-one", () -> {});
    }
  }
}
