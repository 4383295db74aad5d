// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.failure;

/** A request that is answered with an error; the message is shown to the client. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * An answer of the given kind.
   *
   * @param message what is wrong and, where it is not obvious, what to do now
   */
  public RegistryException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public RegistryException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  public static RegistryException subjectNotFound(String subject) {
    return new RegistryException(
        ErrorCode.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
  }

  /**
   * No such version of a subject that exists.
   *
   * @param version a number or {@code latest}
   */
  public static RegistryException versionNotFound(String version) {
    return new RegistryException(ErrorCode.VERSION_NOT_FOUND, "Version " + version + " not found.");
  }

  public static RegistryException schemaNotFound(int id) {
    return new RegistryException(ErrorCode.SCHEMA_NOT_FOUND, "Schema " + id + " not found");
  }

  public static RegistryException invalidSchema(String reason) {
    return new RegistryException(ErrorCode.INVALID_SCHEMA, reason);
  }
}
