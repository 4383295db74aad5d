// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

/** What a store in a cloud means when it lets somebody not in. */
public final class Denial {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private Denial() {}

  /** What follows the store's own words, for people; empty if the status is of another kind. */
  public static String hint(int status) {
    return status == UNAUTHORIZED || status == FORBIDDEN
        ? "; the credentials have expired, or lack a permission: renew or extend them"
        : "";
  }
}
