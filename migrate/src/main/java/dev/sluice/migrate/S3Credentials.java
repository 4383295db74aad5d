// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.PeerProperty.text;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.stream.Stream;

/** Whose credentials the S3 sink shows. */
final class S3Credentials {
  private static final String PREFIX = "s3.credentials.provider.";
  private static final String ROLE = PREFIX + "sts.role.arn";

  private static final Setting<String> PROVIDER =
      Setting.of(
          PREFIX + "class",
          Kind.TEXT,
          "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
          "Where credentials come from.",
          "io.confluent.connect.s3.auth.AwsAssumeRoleCredentialsProvider");

  /** Of whom a provider is. */
  private enum Provider {
    USUAL,
    ROLE,
    FIRST_SDK,
    CUSTOM;

    static Provider of(Translation to) {
      String name = to.text(PROVIDER);
      if (name.endsWith(".DefaultCredentialsProvider")
          || name.endsWith(".DefaultAWSCredentialsProviderChain")) {
        return USUAL;
      }
      if (name.endsWith(".AwsAssumeRoleCredentialsProvider")) {
        return ROLE;
      }
      return name.startsWith("com.amazonaws.") ? FIRST_SDK : CUSTOM;
    }
  }

  private S3Credentials() {}

  static List<PeerProperty> properties() {
    return Stream.concat(
            Stream.of(new PeerProperty(PROVIDER, S3Credentials::provider)),
            Stream.of(
                text(ROLE, "", "Role to assume.", S3Credentials::role),
                text(
                    PREFIX + "sts.role.external.id",
                    "",
                    "External id for the role.",
                    S3Credentials::role),
                text(
                    PREFIX + "sts.role.session.name",
                    "",
                    "Name of the session.",
                    S3Credentials::role),
                text(
                    PREFIX + "sts.region", "", "Region of the token service.", S3Credentials::role),
                text("aws.access.key.id", "", "Access key.", same()),
                secret("aws.secret.access.key", "Secret of the access key.", same())))
        .toList();
  }

  private static void provider(Setting<?> setting, Translation to) {
    switch (Provider.of(to)) {
      case USUAL -> {
        if (to.isGiven(setting)) {
          to.kept(setting, "as it is here");
        }
      }
      case ROLE -> {
        if (to.has(ROLE)) {
          to.kept(setting, "the role of " + ROLE + " is assumed");
        } else {
          to.refused(setting, "needs " + ROLE);
        }
      }
      case FIRST_SDK ->
          to.refused(
              setting,
              to.text(setting)
                  + " is of the AWS SDK for Java 1, which is not here. Take its namesake in"
                  + " software.amazon.awssdk.auth.credentials, or leave it out: credentials come from the"
                  + " environment, the profile, the pod or the machine, or from aws.access.key.id");
      case CUSTOM -> {
        to.handOn(PREFIX);
        to.kept(
            setting,
            "is made and asked; its jar must lie in the plug-in's folder, and it must be of the AWS SDK for Java 2");
      }
    }
  }

  private static void role(Setting<?> setting, Translation to) {
    switch (Provider.of(to)) {
      case ROLE -> same().apply(setting, to);
      case CUSTOM -> {
        if (to.isGiven(setting)) {
          to.kept(setting, "handed to the provider");
        }
      }
      case USUAL, FIRST_SDK -> {
        if (to.isGiven(setting)) {
          to.noted(
              setting,
              "has no effect without "
                  + PROVIDER.name()
                  + "="
                  + PROVIDER.example()
                  + ", there as here");
        }
      }
    }
  }
}
