// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.DocumentLimits;
import io.github.xraysink.emit.EntityView;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where segments were recorded, as OpenTelemetry's resources. A process has few such places, so
 * they are kept and shared by the spans. For one thread.
 */
final class Places {

  /**
   * Fields of the {@code aws} block that tell of the place; everything else in it is about the one
   * entity.
   */
  private static final List<String> BLOCKS =
      List.of("account_id", "ec2", "ecs", "eks", "elastic_beanstalk", "cloudwatch_logs");

  /** More than any process has; one that makes up service names pays with time, not memory. */
  private static final int MAX_KEPT = 200;

  private static final Map<String, String> PLATFORMS = Map.of(
      "AWS::EC2::Instance", "aws_ec2",
      "AWS::ECS::Container", "aws_ecs",
      "AWS::ECS::EC2", "aws_ecs",
      "AWS::ECS::Fargate", "aws_ecs",
      "AWS::EKS::Container", "aws_eks",
      "AWS::ElasticBeanstalk::Environment", "aws_elastic_beanstalk",
      "AWS::Lambda", "aws_lambda",
      "AWS::Lambda::Function", "aws_lambda",
      "AWS::AppRunner::Service", "aws_app_runner");

  /**
   * A place.
   *
   * @param resource what it is in OpenTelemetry's words
   * @param sdk what it tells of the SDK
   * @param awsRest what its {@code aws} block tells besides
   * @param serviceRest what its {@code service} block tells besides
   */
  record Place(
      Resource resource,
      Map<?, ?> sdk,
      Map<String, Object> awsRest,
      Map<String, Object> serviceRest) {

    /** The {@code aws.xray} block without what the resource tells of it. */
    Map<?, ?> withoutSdk(Map<?, ?> xray) {
      Map<Object, Object> rest = new LinkedHashMap<>(xray);
      rest.keySet().removeAll(sdk.keySet());
      return rest;
    }
  }

  private final Resource base;
  private final Place unknown;
  private final Map<Key, Place> known = new HashMap<>();

  Places(Resource base) {
    this.base = base;
    this.unknown = new Place(base, Map.of(), Map.of(), Map.of());
  }

  /** Whether a field of a segment's {@code aws} block is told by its place. */
  static boolean tells(String awsField) {
    return BLOCKS.contains(awsField);
  }

  /**
   * The place of an entity.
   *
   * @param segment the segment it belongs to; {@code null} if nobody knows
   */
  Place of(@Nullable EntityView segment) {
    if (segment == null) {
      return unknown;
    }
    Key key = Key.of(segment);
    Place place = known.get(key);
    if (place == null) {
      place = read(key);
      if (known.size() >= MAX_KEPT) {
        known.clear();
      }
      known.put(key, place);
    }
    return place;
  }

  private Place read(Key key) {
    AttributesBuilder out = Attributes.builder();
    out.put(Keys.SERVICE_NAME, key.name);
    Map<String, Object> serviceRest = Blocks.put(key.service, Keys.SERVICE, out);
    Map<String, Object> awsRest = aws(key, out);
    if (Blocks.put(key.sdk, Keys.SDK, out).size() < key.sdk.size()) {
      out.put(Keys.SDK_LANGUAGE, "java");
    }
    if (key.origin != null && !key.origin.isEmpty()) {
      out.put(Keys.ORIGIN, key.origin);
      String platform = PLATFORMS.get(key.origin);
      if (platform != null) {
        out.put(Keys.CLOUD_PLATFORM, platform);
      }
    }
    if (key.arn != null && !key.arn.isEmpty()) {
      out.put(Keys.RESOURCE_ARN, key.arn);
    }
    return new Place(base.merge(Resource.create(out.build())), key.sdk, awsRest, serviceRest);
  }

  private static Map<String, Object> aws(Key key, AttributesBuilder out) {
    Map<String, Object> rest = Map.of();
    boolean inAws = key.origin != null && key.origin.startsWith("AWS::");
    for (Map.Entry<String, Object> block : key.blocks.entrySet()) {
      Object left = block(block.getKey(), block.getValue(), key, out);
      inAws |= !block.getKey().equals("cloudwatch_logs");
      if (left != null) {
        rest = Blocks.with(rest, block.getKey(), left);
      }
    }
    if (inAws) {
      out.put(Keys.CLOUD_PROVIDER, "aws");
    }
    return rest;
  }

  /** Writes one block, and returns what is left of it, or null. */
  private static @Nullable Object block(String name, Object value, Key key, AttributesBuilder out) {
    if (name.equals("account_id") && value instanceof String account) {
      out.put(Keys.CLOUD_ACCOUNT, account);
      return null;
    }
    if (name.equals("cloudwatch_logs") && value instanceof Collection<?> groups) {
      return logGroups(groups, out) ? null : value;
    }
    if (!(value instanceof Map<?, ?> fields)) {
      return value;
    }
    Map<String, Object> rest = switch (name) {
      case "ec2" -> Blocks.put(fields, Keys.EC2, out);
      case "ecs" -> Blocks.put(fields, Keys.ECS, out);
      case "eks" -> eks(fields, key, out);
      default -> beanstalk(fields, key, out);
    };
    return rest.isEmpty() ? null : rest;
  }

  /**
   * Two blocks may name a container, and one attribute takes one name: so this one is kept in the
   * rest as well.
   */
  private static Map<String, Object> eks(Map<?, ?> fields, Key key, AttributesBuilder out) {
    if (fields.get("container_id") instanceof String id && !key.blocks.containsKey("ecs")) {
      out.put(Keys.CONTAINER_ID, id);
    }
    return Blocks.put(fields, Keys.EKS, out);
  }

  /** As above: the version may be that of the service block, or this. */
  private static Map<String, Object> beanstalk(Map<?, ?> fields, Key key, AttributesBuilder out) {
    if (fields.get("version_label") instanceof String label
        && !key.service.containsKey("version")) {
      out.put(Keys.SERVICE_VERSION, label);
    }
    if (fields.get("deployment_id") != null) {
      out.put(Keys.SERVICE_INSTANCE, String.valueOf(fields.get("deployment_id")));
    }
    return Blocks.put(fields, Keys.BEANSTALK, out);
  }

  /** Whether all that the list tells could be written: names, and ARNs for all or for none. */
  private static boolean logGroups(Collection<?> groups, AttributesBuilder out) {
    List<String> names = new ArrayList<>();
    List<String> arns = new ArrayList<>();
    boolean all = true;
    for (Object group : groups) {
      Map<?, ?> fields = group instanceof Map<?, ?> map ? map : Map.of();
      all &= add(fields.get("log_group"), names);
      all &= add(fields.get("arn"), arns) || !fields.containsKey("arn");
      all &= fields.size() <= 2;
    }
    put(out, Keys.LOG_GROUPS, names);
    put(out, Keys.LOG_GROUP_ARNS, arns);
    return all && (arns.isEmpty() || arns.size() == names.size());
  }

  private static boolean add(@Nullable Object value, List<String> list) {
    return value instanceof String text && !text.isEmpty() && list.add(text);
  }

  private static void put(
      AttributesBuilder out, AttributeKey<List<String>> key, List<String> list) {
    if (!list.isEmpty()) {
      out.put(key, list);
    }
  }

  /** What makes two places the same. */
  private record Key(
      String name,
      @Nullable String origin,
      @Nullable String arn,
      Map<String, Object> blocks,
      Map<?, ?> sdk,
      Map<String, Object> service) {

    static Key of(EntityView segment) {
      Map<String, Object> aws = segment.aws();
      Map<String, Object> blocks = Map.of();
      for (int i = 0; i < BLOCKS.size() && !aws.isEmpty(); i++) {
        Object block = aws.get(BLOCKS.get(i));
        if (block != null) {
          blocks = Blocks.with(blocks, BLOCKS.get(i), block);
        }
      }
      String name = segment.name();
      return new Key(
          name == null || name.isEmpty() ? DocumentLimits.UNNAMED : name,
          segment.origin(),
          segment.resourceArn(),
          blocks,
          sdk(aws),
          segment.service());
    }

    /** Not all of it: the rule that sampled the trace is in there too. */
    private static Map<?, ?> sdk(Map<String, Object> aws) {
      if (!(aws.get("xray") instanceof Map<?, ?> xray)) {
        return Map.of();
      }
      Object sdk = xray.get("sdk");
      Object version = xray.get("sdk_version");
      return sdk instanceof String && version instanceof String
          ? Map.of("sdk", sdk, "sdk_version", version)
          : Map.of();
    }

    /** The name tells most places apart; the blocks are large, and mostly the very same object. */
    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }
}
