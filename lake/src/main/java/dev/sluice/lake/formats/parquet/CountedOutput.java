// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A plain stream in the shape that parquet-java writes to. */
final class CountedOutput extends PositionOutputStream implements OutputFile {
  private final OutputStream target;
  private OutputStream out;
  private long position;

  CountedOutput(OutputStream out) {
    this.target = out;
    this.out = out;
  }

  /** Sends what is written and closed from now on into memory, where it can still be changed. */
  ByteArrayOutputStream hold() {
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    out = held;
    return held;
  }

  /** Writes in place of what was held. */
  void release(byte[] held, int count) throws IOException {
    position -= count;
    out = target;
    write(held, 0, held.length);
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    position++;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    position += length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return this;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return this;
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
