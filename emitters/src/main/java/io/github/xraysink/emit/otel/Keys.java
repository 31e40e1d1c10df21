// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes we write: those of OpenTelemetry's semantic conventions where there are such,
 * those of the collector's X-Ray receiver and exporter for the rest, so that a collector can turn
 * what we send back into segments.
 */
final class Keys {

  // What only X-Ray has. The first two are read by the collector's awsxrayexporter.
  static final AttributeKey<List<String>> ANNOTATIONS = stringArrayKey("aws.xray.annotations");
  static final String METADATA_PREFIX = "aws.xray.metadata.";
  static final AttributeKey<Boolean> IN_PROGRESS = booleanKey("aws.xray.inprogress");
  static final AttributeKey<Boolean> FAULT = booleanKey("aws.xray.fault");
  static final AttributeKey<Boolean> ERROR = booleanKey("aws.xray.error");
  static final AttributeKey<Boolean> THROTTLE = booleanKey("aws.xray.throttle");
  static final AttributeKey<List<String>> PRECURSORS = stringArrayKey("aws.xray.precursor_ids");
  static final AttributeKey<String> CAUSE = stringKey("aws.xray.cause");
  static final AttributeKey<String> WORKING_DIRECTORY =
      stringKey("aws.xray.cause.working_directory");

  // Blocks of the document, as JSON: what is in them that no attribute above or below says.
  static final AttributeKey<String> HTTP_REST = stringKey("aws.xray.http");
  static final AttributeKey<String> AWS_REST = stringKey("aws.xray.aws");
  static final AttributeKey<String> SQL_REST = stringKey("aws.xray.sql");
  static final AttributeKey<String> SERVICE_REST = stringKey("aws.xray.service");

  static final AttributeKey<String> USER = stringKey("enduser.id");
  static final AttributeKey<String> RPC_SYSTEM = stringKey("rpc.system");
  static final AttributeKey<String> RPC_SERVICE = stringKey("rpc.service");
  static final AttributeKey<Long> HTTP_STATUS = longKey("http.response.status_code");
  static final AttributeKey<String> DB_CONNECTION = stringKey("db.connection_string");
  static final AttributeKey<String> DB_NAME = stringKey("db.name");

  /** Below {@code http.request} of a document. */
  static final Map<String, AttributeKey<?>> HTTP_REQUEST = Map.of(
      "method", stringKey("http.request.method"),
      "url", stringKey("url.full"),
      "user_agent", stringKey("user_agent.original"),
      "client_ip", stringKey("client.address"),
      "x_forwarded_for", booleanKey("aws.xray.x_forwarded_for"),
      "traced", booleanKey("aws.xray.traced"));

  /** Below {@code http.response}. */
  static final Map<String, AttributeKey<?>> HTTP_RESPONSE =
      Map.of("status", HTTP_STATUS, "content_length", longKey("http.response.body.size"));

  /** Of {@code aws}, what is about a call and not about a place. */
  static final Map<String, AttributeKey<?>> AWS_CALL = Map.of(
      "operation", stringKey("aws.operation"),
      "region", stringKey("aws.region"),
      "request_id", stringKey("aws.request_id"),
      "queue_url", stringKey("aws.queue_url"),
      "table_name", stringKey("aws.table_name"),
      "table_names", stringArrayKey("aws.dynamodb.table_names"),
      "retries", longKey("aws.xray.retries"));

  /** The same with the account that is called; the account of a segment is that of its resource. */
  static final Map<String, AttributeKey<?>> AWS_CALL_FROM_HERE =
      and(AWS_CALL, "account_id", stringKey("aws.account_id"));

  /** Below {@code aws.xray}, what differs from segment to segment. */
  static final Map<String, AttributeKey<?>> RULE =
      Map.of("rule_name", stringKey("aws.xray.rule_name"));

  static final Map<String, AttributeKey<?>> SQL = Map.of(
      "database_type", stringKey("db.system"),
      "sanitized_query", stringKey("db.statement"),
      "user", stringKey("db.user"));

  // Exceptions.
  static final AttributeKey<String> EXCEPTION_TYPE = stringKey("exception.type");
  static final AttributeKey<String> EXCEPTION_MESSAGE = stringKey("exception.message");
  static final AttributeKey<String> EXCEPTION_STACK = stringKey("exception.stacktrace");
  static final AttributeKey<String> EXCEPTION_ID = stringKey("aws.xray.exception.id");
  static final AttributeKey<Boolean> EXCEPTION_REMOTE = booleanKey("aws.xray.exception.remote");
  static final AttributeKey<Long> EXCEPTION_TRUNCATED = longKey("aws.xray.exception.truncated");
  static final AttributeKey<Long> EXCEPTION_SKIPPED = longKey("aws.xray.exception.skipped");
  static final AttributeKey<String> EXCEPTION_CAUSE = stringKey("aws.xray.exception.cause");

  // Resource.
  static final AttributeKey<String> SERVICE_NAME = stringKey("service.name");
  static final AttributeKey<String> SERVICE_VERSION = stringKey("service.version");
  static final AttributeKey<String> SERVICE_INSTANCE = stringKey("service.instance.id");
  static final AttributeKey<String> CONTAINER_ID = stringKey("container.id");
  static final AttributeKey<String> CLOUD_PROVIDER = stringKey("cloud.provider");
  static final AttributeKey<String> CLOUD_PLATFORM = stringKey("cloud.platform");
  static final AttributeKey<String> CLOUD_ACCOUNT = stringKey("cloud.account.id");
  static final AttributeKey<String> ORIGIN = stringKey("aws.xray.origin");
  static final AttributeKey<String> RESOURCE_ARN = stringKey("aws.xray.resource_arn");
  static final AttributeKey<String> SDK_LANGUAGE = stringKey("telemetry.sdk.language");
  static final AttributeKey<List<String>> LOG_GROUPS = stringArrayKey("aws.log.group.names");
  static final AttributeKey<List<String>> LOG_GROUP_ARNS = stringArrayKey("aws.log.group.arns");

  static final Map<String, AttributeKey<?>> SERVICE = Map.of(
      "version", SERVICE_VERSION,
      "runtime", stringKey("process.runtime.name"),
      "runtime_version", stringKey("process.runtime.version"));

  static final Map<String, AttributeKey<?>> SDK = Map.of(
      "sdk", stringKey("telemetry.sdk.name"), "sdk_version", stringKey("telemetry.sdk.version"));

  static final Map<String, AttributeKey<?>> EC2 = Map.of(
      "instance_id", stringKey("host.id"),
      "availability_zone", stringKey("cloud.availability_zone"),
      "instance_size", stringKey("host.type"),
      "ami_id", stringKey("host.image.id"));

  static final Map<String, AttributeKey<?>> ECS = Map.of(
      "container", stringKey("container.name"),
      "container_id", CONTAINER_ID,
      "container_arn", stringKey("aws.ecs.container.arn"));

  static final Map<String, AttributeKey<?>> EKS =
      Map.of("cluster_name", stringKey("k8s.cluster.name"), "pod", stringKey("k8s.pod.name"));

  static final Map<String, AttributeKey<?>> BEANSTALK =
      Map.of("environment_name", stringKey("service.namespace"));

  private Keys() {}

  private static Map<String, AttributeKey<?>> and(
      Map<String, AttributeKey<?>> table, String name, AttributeKey<?> key) {
    Map<String, AttributeKey<?>> more = new HashMap<>(table);
    more.put(name, key);
    return Map.copyOf(more);
  }
}
