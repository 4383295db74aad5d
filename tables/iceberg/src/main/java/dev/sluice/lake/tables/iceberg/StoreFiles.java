// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * The files of a table's metadata in the table's own store, each read and written whole. Every file
 * has a name that none had before, so that writing one is putting it where nothing is.
 */
final class StoreFiles implements FileIO {
  private static final long serialVersionUID = 1;

  private final transient Store store;
  private final String root;

  /**
   * @param root the table's location, as its metadata says it
   */
  StoreFiles(Store store, String root) {
    this.store = store;
    this.root = root;
  }

  /** Where a path of the metadata is in the store. */
  Location location(String path) {
    String plain = path.startsWith("file:") ? path.replaceFirst("^file:/*", "/") : path;
    if (!plain.startsWith(root + "/")) {
      throw new IllegalArgumentException(
          "the table at " + root + " lists " + path + ", which is not below it");
    }
    return new Location(plain.substring(root.length() + 1));
  }

  @Override
  public InputFile newInputFile(String path) {
    return new StoredInput(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new StoredOutput(path);
  }

  @Override
  public void deleteFile(String path) {
    try {
      store.delete(location(path));
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Cannot remove %s", path);
    }
  }

  private final class StoredInput implements InputFile {
    private final String path;
    private byte[] content;

    StoredInput(String path) {
      this.path = path;
    }

    private byte[] content() {
      if (content == null) {
        try {
          content = store.read(StoreFiles.this.location(path));
        } catch (IOException e) {
          throw new RuntimeIOException(e, "Cannot read %s", path);
        }
      }
      return content;
    }

    @Override
    public long getLength() {
      return content().length;
    }

    @Override
    public SeekableInputStream newStream() {
      return new Bytes(content());
    }

    @Override
    public String location() {
      return path;
    }

    @Override
    public boolean exists() {
      Location at = StoreFiles.this.location(path);
      try {
        String folder = at.path().substring(0, Math.max(0, at.path().lastIndexOf('/')));
        return store.list(new Location(folder)).contains(at.name());
      } catch (IOException e) {
        throw new RuntimeIOException(e, "Cannot look for %s", path);
      }
    }
  }

  /** A file in memory, from any place of it on. */
  private static final class Bytes extends SeekableInputStream {
    private final int length;
    private final ByteArrayInputStream bytes;

    Bytes(byte[] content) {
      this.length = content.length;
      this.bytes = new ByteArrayInputStream(content);
    }

    @Override
    public long getPos() {
      return (long) length - bytes.available();
    }

    @Override
    public void seek(long position) {
      bytes.reset();
      bytes.skip(position);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int count) {
      return bytes.read(into, from, count);
    }
  }

  private final class StoredOutput implements OutputFile {
    private final String path;

    StoredOutput(String path) {
      this.path = path;
    }

    @Override
    public PositionOutputStream create() {
      return new Draft(path);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new Draft(path);
    }

    @Override
    public String location() {
      return path;
    }

    @Override
    public InputFile toInputFile() {
      return new StoredInput(path);
    }
  }

  /** In the store once it is closed. */
  private final class Draft extends PositionOutputStream {
    private final String path;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Draft(String path) {
      this.path = path;
    }

    @Override
    public long getPos() {
      return bytes.size();
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] from, int at, int length) {
      bytes.write(from, at, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        if (!store.putIfAbsent(location(path), bytes.toByteArray())) {
          throw new IOException(path + " is there already");
        }
      }
    }
  }
}
