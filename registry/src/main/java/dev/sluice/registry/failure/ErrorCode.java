// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.failure;

/** The numbers that clients of a Confluent registry know; the first three digits are the status. */
public enum ErrorCode {
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  BAD_REQUEST(400),
  FORBIDDEN(403),
  SUBJECT_NOT_FOUND(40401),
  VERSION_NOT_FOUND(40402),
  SCHEMA_NOT_FOUND(40403),
  SUBJECT_SOFT_DELETED(40404),
  SUBJECT_NOT_SOFT_DELETED(40405),
  VERSION_SOFT_DELETED(40406),
  VERSION_NOT_SOFT_DELETED(40407),
  NO_SUBJECT_LEVEL(40408),
  NO_SUBJECT_MODE(40409),
  INCOMPATIBLE(40901),
  INVALID_SCHEMA(42201),
  INVALID_VERSION(42202),
  INVALID_LEVEL(42203),
  INVALID_MODE(42204),
  NOT_PERMITTED(42205),
  REFERENCE_EXISTS(42206),
  INVALID_SUBJECT(42208),
  STORE(50001),
  TIMEOUT(50002);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** What the body's {@code error_code} says. */
  public int number() {
    return number;
  }

  /** The HTTP status. */
  public int status() {
    return number > 999 ? number / 100 : number;
  }
}
