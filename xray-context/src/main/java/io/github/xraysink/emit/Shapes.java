// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static io.github.xraysink.emit.Shape.Field.field;

import io.github.xraysink.emit.Shape.Decimal;
import io.github.xraysink.emit.Shape.Fields;
import io.github.xraysink.emit.Shape.Flag;
import io.github.xraysink.emit.Shape.ListOf;
import io.github.xraysink.emit.Shape.LogGroupArn;
import io.github.xraysink.emit.Shape.OneOf;
import io.github.xraysink.emit.Shape.Text;
import io.github.xraysink.emit.Shape.Whole;
import java.util.Set;

/**
 * The fields X-Ray knows by name, as the developer guide lists them ("X-Ray segment documents") and
 * its schema limits them.
 */
final class Shapes {

  private static final Shape SHORT = new Text(DocumentLimits.MAX_TEXT_LENGTH);
  private static final Shape LONG = new Text(Integer.MAX_VALUE);
  private static final Shape FLAG = new Flag();
  private static final Shape STATUS = new Whole(100, 599);
  private static final Shape COUNT = new Whole(0, Long.MAX_VALUE);
  private static final Shape LENGTH = new Whole(-1, Long.MAX_VALUE);

  private static final Fields RESPONSE =
      Fields.of(field("status", STATUS), field("content_length", LENGTH));

  static final Fields HTTP = Fields.of(
      field(
          "request",
          Fields.of(
              field("method", SHORT),
              field("url", SHORT),
              field("user_agent", SHORT),
              field("client_ip", SHORT),
              field("x_forwarded_for", FLAG),
              field("traced", FLAG))),
      field("response", RESPONSE));

  private static final Fields LOG_GROUP = Fields.of(
          field("log_group", new Text(512)), field("arn", new LogGroupArn()))
      .requiringOneOf("log_group", "arn");

  /**
   * Of segments and of subsegments in one: AWS's schema reads the fields of segments in every
   * document, also in that of a subsegment sent on its own, and no field has two meanings.
   */
  static final Fields AWS = Fields.of(
      field("account_id", SHORT),
      field("cloudwatch_logs", new ListOf(LOG_GROUP)),
      field(
          "ec2",
          Fields.of(
              field("instance_id", SHORT),
              field("availability_zone", SHORT),
              field("instance_size", SHORT),
              field("ami_id", SHORT))),
      field(
          "ecs",
          Fields.of(
              field("container", LONG), field("container_id", LONG), field("container_arn", LONG))),
      field(
          "eks",
          Fields.of(field("cluster_name", LONG), field("pod", LONG), field("container_id", LONG))),
      field(
          "elastic_beanstalk",
          Fields.of(
              field("environment_name", SHORT),
              field("version_label", SHORT),
              field("deployment_id", new Decimal()))),
      field("tracing", Fields.of(field("sdk", LONG))),
      field(
          "xray",
          Fields.of(
              field("sdk", LONG),
              field("sdk_version", LONG),
              field("rule_name", LONG),
              field("sampling_rule_name", LONG),
              field("auto_instrumentation", FLAG))),
      field("operation", SHORT),
      field("region", SHORT),
      field("request_id", SHORT),
      field("id_2", LONG),
      field("queue_url", SHORT),
      field("table_name", SHORT),
      field("table_names", new ListOf(LONG)),
      field("resource_names", new ListOf(LONG)),
      field("retries", COUNT));

  static final Fields SQL = Fields.of(
      field("connection_string", LONG),
      field("url", LONG),
      field("sanitized_query", LONG),
      field("database_type", LONG),
      field("database_version", LONG),
      field("driver_version", LONG),
      field("user", SHORT),
      field("preparation", new OneOf(Set.of("call", "statement"))));

  static final Fields SERVICE =
      Fields.of(field("version", SHORT), field("runtime", LONG), field("runtime_version", LONG));

  private Shapes() {}
}
