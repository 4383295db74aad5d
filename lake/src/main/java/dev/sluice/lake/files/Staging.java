// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.reject.Rejection;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes gathered records to files that nobody sees. Thread-safe. */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  private final Store store;
  private final Layout layout;
  private final FileSet set;
  private final String owner;
  private final AtomicLong staged = new AtomicLong();

  Staging(Store store, Layout layout, FileSet set, String owner) {
    this.store = store;
    this.layout = layout;
    this.set = set;
    this.owner = owner;
  }

  /**
   * Writes one file, or several of the same records: those that one of the files cannot take are
   * left out of all of them.
   */
  StagedFile stage(Gathered records) throws IOException {
    Map<Long, Rejection> rejected = new TreeMap<>();
    AtomicLong ignored = new AtomicLong();
    List<StagedFile.FileEntry> files = write(records, rejected, ignored);
    boolean again = !rejected.isEmpty() && !set.beside().isEmpty();
    while (again) {
      int before = rejected.size();
      files.forEach(this::drop);
      files = writeOthers(records, rejected, ignored);
      again = rejected.size() > before;
    }
    return new StagedFile(records.source(), files, List.copyOf(rejected.values()), ignored.get());
  }

  private List<StagedFile.FileEntry> writeOthers(
      Gathered records, Map<Long, Rejection> rejected, AtomicLong ignored) throws IOException {
    Gathered others =
        records.copy(record -> rejected.containsKey(record.offset()) ? null : record.toEnvelope());
    try {
      return others.records() == 0 ? List.of() : write(others, rejected, ignored);
    } finally {
      others.release();
    }
  }

  /**
   * Writes all files, and adds what they could not take to {@code rejected}.
   *
   * @param ignored takes the number of records that say nothing of any row
   */
  private List<StagedFile.FileEntry> write(
      Gathered records, Map<Long, Rejection> rejected, AtomicLong ignored) throws IOException {
    List<StagedFile.FileEntry> files = new ArrayList<>();
    try {
      if (!set.tombstones() || hasValue(records)) {
        ignored.set(write(records, set.values(), layout.target(records), files, rejected));
      }
      for (FileSet.Beside beside : set.beside()) {
        write(records, beside.encoder(), layout.target(records, beside), files, rejected);
      }
      return files;
    } catch (IOException | RuntimeException e) {
      files.forEach(this::drop);
      throw e;
    }
  }

  /** Records without a value are gathered by themselves, so the first one tells. */
  private static boolean hasValue(Gathered records) {
    Gathered.Cursor first = records.cursor();
    return first.next() && first.valueLength() >= 0;
  }

  /** Returns the number of records that say nothing of any row. */
  private long write(
      Gathered records,
      FileEncoder encoder,
      Location target,
      List<StagedFile.FileEntry> files,
      Map<Long, Rejection> rejected)
      throws IOException {
    Location at = layout.stagedFile(records.source(), owner, staged.incrementAndGet());
    Upload upload = store.stage(at, target);
    try {
      CheckedOutputStream out = new CheckedOutputStream(upload, new CRC32C());
      FileEncoder.Encoded encoded = encoder.encode(records, out);
      encoded.rejections().forEach(r -> rejected.putIfAbsent(r.record().offset(), r));
      if (encoded.rows() == 0) {
        abort(upload, target);
        return encoded.ignored();
      }
      files.add(
          new StagedFile.FileEntry(
              target,
              upload.token(),
              encoded.rows(),
              encoded.bytes(),
              out.getChecksum().getValue(),
              new Labels(records.firstOffset(), records.lastOffset(), encoded.rows()),
              !files.isEmpty(),
              encoded.facts()));
      return encoded.ignored();
    } catch (IOException | RuntimeException e) {
      abort(upload, target);
      throw e;
    }
  }

  private static void abort(Upload upload, Location target) {
    try {
      upload.abort();
    } catch (IOException e) {
      stays(target, e);
    }
  }

  /** Removes a staged file, or leaves it to the next owner. */
  void drop(StagedFile.FileEntry file) {
    try {
      store.drop(file.target(), file.token());
    } catch (IOException e) {
      stays(file.target(), e);
    }
  }

  private static void stays(Location target, IOException e) {
    LOG.info(
        "What is staged for {} stays until the next owner sweeps it: {}", target, e.toString());
  }
}
