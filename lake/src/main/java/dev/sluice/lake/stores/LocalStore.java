// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder on a local disk. Files and the folders that name them are forced to disk before a call
 * returns, so that what is visible survives a power cut too.
 */
public final class LocalStore implements Store {
  /** What the names of files end in that are not whole yet. */
  private static final String DRAFT = ".draft";

  private final Path root;

  /**
   * @param root the table's folder; made when first written to
   */
  public LocalStore(Path root) {
    this.root = root.toAbsolutePath();
  }

  private Path path(Location location) {
    return root.resolve(location.path());
  }

  @Override
  public Upload stage(Location staged, Location target) throws IOException {
    Path path = path(staged);
    make(path.getParent());
    return new DurableUpload(path, staged.path());
  }

  /** Buffers, and forces the file to disk when it is closed. */
  private static final class DurableUpload extends Upload {
    private final Path path;
    private final String token;
    private final FileOutputStream file;
    private final OutputStream out;

    DurableUpload(Path path, String token) throws IOException {
      this.path = path;
      this.token = token;
      this.file = new FileOutputStream(path.toFile());
      this.out = new BufferedOutputStream(file, 1 << 16);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (file.getChannel().isOpen()) {
        out.flush();
        file.getFD().sync();
        file.close();
      }
    }

    @Override
    public String token() {
      return token;
    }

    @Override
    public void abort() throws IOException {
      file.close();
      Files.deleteIfExists(path);
    }
  }

  /** The token is the path of the staged file. */
  @Override
  public boolean publish(Location target, String token) throws IOException {
    Path path = path(target);
    make(path.getParent());
    try {
      Files.move(path(new Location(token)), path, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return Files.exists(path);
    }
    force(path.getParent());
    return true;
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    delete(new Location(token));
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return list(staged).stream()
        .map(staged::child)
        .map(file -> new Leftover(file, file.path()))
        .toList();
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    Path path = path(location);
    make(path.getParent());
    Path draft = path.resolveSibling("." + UUID.randomUUID() + DRAFT);
    try {
      write(draft, content);
      // A hard link is the one call that creates a name with its content, or fails because it is
      // taken.
      Files.createLink(path, draft);
      force(path.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A disk that is nearly full takes less than it is given, and says so only by the count. */
  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Makes a folder and its parents; their names are on disk when it returns. */
  private static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    make(folder.getParent());
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    force(folder.getParent());
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return Files.readAllBytes(path(location));
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return Files.newInputStream(path(location));
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    Path path = path(directory);
    List<StoredFile> files = new ArrayList<>();
    if (Files.isDirectory(path)) {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = root.relativize(file).toString().replace(File.separatorChar, '/');
              if (!name.endsWith(DRAFT)) {
                files.add(new StoredFile(new Location(name), attributes.size()));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                // Moved or removed since its folder was read.
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    }
    return files;
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    Path path = path(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !name.endsWith(DRAFT))
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete(Location location) throws IOException {
    Files.deleteIfExists(path(location));
  }

  @Override
  public String describe() {
    return root.toString();
  }

  @Override
  public void close() {}
}
