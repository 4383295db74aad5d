// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

/** The version that plug-ins report to their worker. */
public final class Versions {
  private Versions() {}

  /** From the archive's manifest; {@code development} when run from class folders. */
  public static String own() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
