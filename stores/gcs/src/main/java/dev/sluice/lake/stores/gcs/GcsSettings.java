// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.stores.RequestSettings;
import dev.sluice.lake.stores.StoreKinds;
import java.util.List;
import java.util.stream.Stream;

/** What a table on Google Cloud Storage can be told, beside what every lake table can. */
public final class GcsSettings {
  private static final long SMALLEST_PART = 256L << 10;
  private static final long LARGEST_PART = 1L << 30;

  public static final Setting<String> CREDENTIALS_PATH =
      Setting.optional(
          "gcs.credentials.path",
          Kind.TEXT,
          "File with the key of a service account, or with another kind of credentials that Google's"
              + " tools write. Left out: what the environment, the machine or the pod offers.",
          "/etc/sluice/lake.json");
  public static final Setting<String> CREDENTIALS_JSON =
      Setting.optional(
              "gcs.credentials.json",
              Kind.TEXT,
              "The content of such a file instead.",
              "${env:GCS_CREDENTIALS}")
          .masked();
  public static final Setting<String> ENDPOINT =
      Setting.optional(
          "gcs.endpoint",
          Kind.TEXT,
          "URL of a service other than Google's that speaks its JSON API, such as an emulator's."
              + " Without credentials of its own, requests to it are not signed.",
          "http://127.0.0.1:4443");
  public static final Setting<String> USER_PROJECT =
      Setting.optional(
          "gcs.user.project",
          Kind.TEXT,
          "Project that pays for requests, where the bucket's owner does not.",
          "acme-lake");
  public static final Setting<String> KMS_KEY =
      Setting.optional(
          "gcs.kms.key.name",
          Kind.TEXT,
          "Key of the key service that objects are encrypted with. Left out: the bucket's.",
          "projects/acme/locations/eu/keyRings/lake/cryptoKeys/orders");
  public static final Setting<String> STORAGE_CLASS =
      Setting.optional(
          "gcs.storage.class",
          StoreKinds.oneOf(List.of("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE")),
          "Storage class of data files. Left out: the bucket's.",
          "NEARLINE");
  public static final Setting<List<String>> METADATA =
      Setting.of(
          "gcs.metadata",
          StoreKinds.PAIRS,
          "",
          "Metadata given to every data file.",
          "team:sales,retention:long");
  public static final Setting<Long> PART_SIZE =
      Setting.of(
          "gcs.part.size",
          StoreKinds.bytes(SMALLEST_PART, LARGEST_PART, "a size from 256KiB to 1GiB"),
          "8MiB",
          "Size of the parts in which a file is uploaded. Each encoder thread fills one in memory, and each"
              + " parallel part is another. A file of several parts is composed of them in the end.",
          "25MiB");
  public static final Setting<Long> PARALLEL_PARTS =
      Setting.of(
          "gcs.parallel.parts",
          StoreKinds.count(1, 64),
          "4",
          "Parts that a task uploads beside those that its encoder threads upload themselves when these are busy.",
          "8");

  /** Retries, time and proxy. */
  public static final RequestSettings REQUESTS =
      RequestSettings.named("gcs", ".part.retries", "Google Cloud Storage");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Google Cloud Storage",
          "A lake table whose location begins with `gs://`. A file is staged under a name below `_sluice`, and its"
              + " commit moves it, which Google does at once and without a copy. The account needs to read, create,"
              + " move, delete and list objects: the role Storage Object User.",
          Stream.concat(
                  Stream.of(
                      CREDENTIALS_PATH,
                      CREDENTIALS_JSON,
                      ENDPOINT,
                      USER_PROJECT,
                      KMS_KEY,
                      STORAGE_CLASS,
                      METADATA,
                      PART_SIZE,
                      PARALLEL_PARTS),
                  REQUESTS.all().stream())
              .toList());

  private GcsSettings() {}
}
