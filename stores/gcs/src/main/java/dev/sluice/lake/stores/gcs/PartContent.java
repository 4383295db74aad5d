// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.client.http.AbstractInputStreamContent;
import dev.sluice.lake.stores.PartedUpload;
import java.io.InputStream;

/** The bytes of a part, which can be read again, so that requests know their length. */
final class PartContent extends AbstractInputStreamContent {
  private final PartedUpload.Part part;

  PartContent(String type, PartedUpload.Part part) {
    super(type);
    this.part = part;
  }

  @Override
  public InputStream getInputStream() {
    return part.content();
  }

  @Override
  public long getLength() {
    return part.size();
  }

  @Override
  public boolean retrySupported() {
    return true;
  }
}
