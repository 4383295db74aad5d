// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Upload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** An upload that does everything when it is closed; its token is the path of the staged file. */
abstract class BufferedUpload extends Upload {
  private final Location staged;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private boolean closed;

  BufferedUpload(Location staged) {
    this.staged = staged;
  }

  /** What closing does to the store. */
  abstract void finish(byte[] content) throws IOException;

  @Override
  public final void write(int b) {
    content.write(b);
  }

  @Override
  public final void write(byte[] bytes, int offset, int length) {
    content.write(bytes, offset, length);
  }

  @Override
  public final void close() throws IOException {
    if (!closed) {
      closed = true;
      finish(content.toByteArray());
    }
  }

  @Override
  public final String token() {
    return staged.path();
  }
}
