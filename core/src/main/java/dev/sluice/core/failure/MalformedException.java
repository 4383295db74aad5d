// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.failure;

/**
 * One record that cannot go on, for a reason that lies in its own bytes. The place is added at the
 * boundary, where the record is turned into a {@link dev.sluice.core.reject.Rejection}.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong with the bytes, in a sentence that names the field if one is known
   */
  public MalformedException(String reason) {
    super(reason);
  }

  public MalformedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
