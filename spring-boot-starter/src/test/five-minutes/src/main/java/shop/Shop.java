package shop;

// region: five-minutes
import io.github.xraysink.task.XrayTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@EnableAsync
@EnableScheduling
public class Shop {
  public static void main(String[] args) {
    SpringApplication.run(Shop.class, args);
  }

  @RestController
  static class Orders {
    private final Stock stock;

    Orders(Stock stock) {
      this.stock = stock;
    }

    @GetMapping("/order")
    String order() {
      stock.reserve();
      return "ordered";
    }
  }

  @Component
  static class Stock {
    private static final Logger LOG = LoggerFactory.getLogger(Stock.class);

    @Async
    public void reserve() {
      LOG.info("reserved");
    }
  }

  @Component
  static class Payments {
    private static final Logger LOG = LoggerFactory.getLogger(Payments.class);

    @Scheduled(fixedDelay = 1_000)
    @XrayTask
    public void settle() {
      LOG.info("settled");
    }
  }
}
// end region
