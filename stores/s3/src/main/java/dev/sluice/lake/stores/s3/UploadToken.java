// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

/**
 * With which an upload is found again.
 *
 * @param mark what its object carries as metadata, once there is one, so that it is known from
 *     others of the same name; empty if nobody has to know
 * @param id what S3 calls the upload
 */
record UploadToken(String mark, String id) {
  private static final char BETWEEN = ':';

  static UploadToken of(String text) {
    int at = text.indexOf(BETWEEN);
    return new UploadToken(text.substring(0, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return mark + BETWEEN + id;
  }
}
