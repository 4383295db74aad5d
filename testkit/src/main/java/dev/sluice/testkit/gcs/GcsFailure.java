// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

/** A request that is answered with an error. */
final class GcsFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;

  GcsFailure(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  static GcsFailure notFound(String what) {
    return new GcsFailure(404, "notFound", "No such object: " + what);
  }

  static GcsFailure invalid(String message) {
    return new GcsFailure(400, "invalid", message);
  }

  int status() {
    return status;
  }

  /** The word that the service gives for it. */
  String reason() {
    return reason;
  }
}
