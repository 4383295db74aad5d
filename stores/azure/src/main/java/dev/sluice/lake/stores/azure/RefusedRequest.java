// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;

/** A request that Azure has not done, and told why. */
final class RefusedRequest extends IOException {
  private static final long serialVersionUID = 1;

  /** As text, because codes cannot be serialized. */
  private final String code;

  RefusedRequest(String message, BlobStorageException cause) {
    super(message, cause);
    this.code = String.valueOf(cause.getErrorCode());
  }

  /** Whether a blob that must not be there is, or is another than expected. */
  boolean tellsOfAnotherBlob() {
    return is(BlobErrorCode.BLOB_ALREADY_EXISTS) || is(BlobErrorCode.CONDITION_NOT_MET);
  }

  /** Whether blocks are named that are not there. */
  boolean tellsOfMissingBlocks() {
    return is(BlobErrorCode.INVALID_BLOCK_LIST);
  }

  private boolean is(BlobErrorCode other) {
    return code.equals(other.toString());
  }
}
