// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.RequestSettings;
import dev.sluice.lake.stores.StoreKinds;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/** What a table on S3 can be told, beside what every lake table can. */
public final class S3Settings {
  /** No part but the last may be smaller. */
  private static final long SMALLEST_PART = 5L << 20;

  private static final long LARGEST_PART = 1L << 30;

  public static final Setting<String> REGION =
      Setting.optional(
          "s3.region",
          Kind.TEXT,
          "Region of the bucket. Left out: what the environment or the profile says.",
          "eu-central-1");
  public static final Setting<String> ENDPOINT =
      Setting.optional(
          "store.url",
          Kind.TEXT,
          "URL of a service that speaks S3. Left out: Amazon's.",
          "https://minio.example.com:9000");
  public static final Setting<Boolean> PATH_STYLE =
      Setting.of(
          "s3.path.style.access.enabled",
          Kind.FLAG,
          "true",
          "Whether the bucket's name is part of the path, not of the host name; services other than Amazon's"
              + " often need it.",
          "false");
  public static final Setting<String> ACCESS_KEY =
      Setting.optional(
          "aws.access.key.id",
          Kind.TEXT,
          "Access key. Left out: the profile's, or what the environment, the machine or the pod offers.",
          "AKIAIOSFODNN7EXAMPLE");
  public static final Setting<String> SECRET_KEY =
      Setting.optional(
              "aws.secret.access.key",
              Kind.TEXT,
              "Secret of the access key.",
              "${env:AWS_SECRET_ACCESS_KEY}")
          .masked();
  public static final Setting<String> SESSION_TOKEN =
      Setting.optional(
              "aws.session.token",
              Kind.TEXT,
              "Session token, if the access key is a temporary one.",
              "${env:AWS_SESSION_TOKEN}")
          .masked();
  public static final Setting<String> PROFILE =
      Setting.optional(
          "aws.profile", Kind.TEXT, "Profile in the machine's AWS configuration files.", "lake");
  public static final Setting<String> ROLE =
      Setting.optional(
          "s3.credentials.provider.sts.role.arn",
          Kind.TEXT,
          "Role to assume with these credentials.",
          "arn:aws:iam::123456789012:role/lake");
  public static final Setting<String> ROLE_EXTERNAL_ID =
      Setting.optional(
          "s3.credentials.provider.sts.role.external.id",
          Kind.TEXT,
          "External id that the role's owner asks for.",
          "sluice");
  public static final Setting<String> ROLE_SESSION =
      Setting.of(
          "s3.credentials.provider.sts.role.session.name",
          Kind.TEXT,
          "sluice",
          "Name of the session in the audit log of the role's account.",
          "sluice-orders");
  public static final Setting<String> ROLE_REGION =
      Setting.optional(
          "s3.credentials.provider.sts.region",
          Kind.TEXT,
          "Region of the service that is asked for the role. Left out: the bucket's.",
          "eu-west-1");

  /** Beginning of the names of properties for a provider of credentials. */
  static final String PROVIDER_PREFIX = "s3.credentials.provider.";

  public static final Setting<String> PROVIDER =
      Setting.optional(
          PROVIDER_PREFIX + "class",
          Kind.TEXT,
          "Class of your own that gives credentials: an AwsCredentialsProvider of the AWS SDK for Java 2, in a jar beside"
              + " the plug-in's. If it has a public method configure(Map), that gets the properties whose names begin with"
              + " s3.credentials.provider, and the access key; otherwise an access key that is set comes first.",
          "com.example.VaultCredentials");
  public static final Setting<String> ENCRYPTION =
      Setting.optional(
          "s3.ssea.name",
          StoreKinds.oneOf(List.of("AES256", "aws:kms", "aws:kms:dsse")),
          "Encryption at rest asked for with every object. Left out: the bucket's.",
          "aws:kms");
  public static final Setting<String> KMS_KEY =
      Setting.optional(
          "s3.sse.kms.key.id",
          Kind.TEXT,
          "Key of aws:kms encryption. Left out: the account's key for S3.",
          "arn:aws:kms:eu-central-1:123456789012:key/1234abcd");
  public static final Setting<String> CUSTOMER_KEY =
      Setting.optional(
              "s3.sse.customer.key",
              Kind.TEXT,
              "A key of your own, 32 bytes in base64, that S3 encrypts with and does not keep; readers need it too.",
              "${env:LAKE_KEY}")
          .masked();
  public static final Setting<String> ACL =
      Setting.optional(
          "s3.acl.canned",
          StoreKinds.oneOf(
              ObjectCannedACL.knownValues().stream()
                  .map(ObjectCannedACL::toString)
                  .sorted()
                  .toList()),
          "Canned access list given to every object. Left out: the bucket's owner decides.",
          "bucket-owner-full-control");
  public static final Setting<List<String>> TAGS =
      Setting.of(
          "s3.object.tagging.key.value.pairs",
          StoreKinds.PAIRS,
          "",
          "Tags given to every data file.",
          "team:sales,retention:long");
  public static final Setting<Boolean> TAGGING =
      Setting.of(
          "s3.object.tagging",
          Kind.FLAG,
          "false",
          "Whether data files get the tags startOffset, endOffset and recordCount once they are visible, with those above."
              + " Needs leave for s3:PutObjectTagging.",
          "true");

  /** What to do where files cannot be tagged. */
  public enum TaggingError {
    IGNORE,
    FAIL
  }

  public static final Setting<TaggingError> TAGGING_ERROR =
      Setting.of(
          "s3.object.behavior.on.tagging.error",
          Kind.choice(TaggingError.class),
          "ignore",
          "What to do where S3 refuses to tag a file: ignore it with a warning, or fail.",
          "fail");
  public static final Setting<Boolean> ACCELERATED =
      Setting.of(
          "s3.wan.mode",
          Kind.FLAG,
          "false",
          "Whether uploads go by S3's transfer acceleration, which the bucket must have; needs"
              + " s3.path.style.access.enabled: false.",
          "false");
  public static final Setting<Long> PART_SIZE =
      Setting.of(
          "s3.part.size",
          StoreKinds.bytes(SMALLEST_PART, LARGEST_PART, "a size from 5MiB to 1GiB"),
          "8MiB",
          "Size of the parts in which a file is uploaded. Each encoder thread fills one in memory, and each"
              + " parallel part is another; 10,000 parts make the largest file.",
          "25MiB");
  public static final Setting<Long> PARALLEL_PARTS =
      Setting.of(
          "s3.parallel.parts",
          StoreKinds.count(1, 64),
          "4",
          "Parts that a task uploads beside those that its encoder threads upload themselves when these are busy.",
          "8");

  /** Retries, time and proxy. */
  public static final RequestSettings REQUESTS = RequestSettings.named("s3", ".part.retries", "S3");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "S3",
          "A lake table whose location begins with `s3://`. A file is an upload that its commit completes; if a task"
              + " ends in between, the next start completes it. So a rule of the bucket that removes incomplete uploads"
              + " must leave them for longer than the longest outage; what nobody has committed the tasks remove"
              + " themselves.",
          Stream.concat(
                  Stream.of(
                      REGION,
                      ENDPOINT,
                      PATH_STYLE,
                      ACCESS_KEY,
                      SECRET_KEY,
                      SESSION_TOKEN,
                      PROFILE,
                      ROLE,
                      ROLE_EXTERNAL_ID,
                      ROLE_SESSION,
                      ROLE_REGION,
                      PROVIDER,
                      ENCRYPTION,
                      KMS_KEY,
                      CUSTOMER_KEY,
                      ACL,
                      TAGS,
                      TAGGING,
                      TAGGING_ERROR,
                      ACCELERATED,
                      PART_SIZE,
                      PARALLEL_PARTS),
                  REQUESTS.all().stream())
              .toList());

  private S3Settings() {}

  /**
   * Checks what can be known before a store is opened.
   *
   * @throws RefusedException if the provider of credentials cannot be made
   */
  public static void check(Settings settings) {
    settings.find(PROVIDER).ifPresent(CustomCredentials::load);
  }
}
