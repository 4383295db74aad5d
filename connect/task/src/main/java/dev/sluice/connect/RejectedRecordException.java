// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

/** Why a record is in the dead-letter topic; its message stands in the record's error headers. */
public final class RejectedRecordException extends org.apache.kafka.connect.errors.DataException {
  private static final long serialVersionUID = 1L;

  public RejectedRecordException(String message) {
    super(message);
  }
}
