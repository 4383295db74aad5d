// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.formats.TableFacts;
import dev.sluice.lake.stores.Labels;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One number in the manifest sequence of a topic-partition: the commit point of the file lake. It
 * is written once, by put-if-absent, and is the receipt of what it makes visible.
 *
 * @param version of this layout
 * @param kind a claim by a new owner, or a commit
 * @param owner random name of the owner that wrote it
 * @param position next offset after it; -1 for a claim of a partition that has no position yet
 * @param from first offset of the range; equal to {@code position} for a claim
 * @param committedAt milliseconds since 1970
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Manifest(
    int version,
    Kind kind,
    String owner,
    String topic,
    int partition,
    long from,
    long position,
    long records,
    long rejected,
    long ignored,
    long checksum,
    long committedAt,
    List<Entry> files) {

  /** Why a manifest was written. */
  public enum Kind {
    CLAIM,
    COMMIT
  }

  /**
   * A file it makes visible.
   *
   * @param staged the store's token for it; of files in a folder the path at which it was staged
   * @param firstOffset of its first row; null in manifests of earlier versions
   * @param beside whether its rows are those of another file once more
   * @param facts for the metadata of a table; null for a file that stands alone
   */
  public record Entry(
      String staged,
      String path,
      long rows,
      long bytes,
      long crc32c,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long firstOffset,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long lastOffset,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean beside,
      @JsonInclude(JsonInclude.Include.NON_NULL) TableFacts facts) {

    static Entry of(StagedFile.FileEntry file) {
      return new Entry(
          file.token(),
          file.target().path(),
          file.rows(),
          file.bytes(),
          file.crc32c(),
          file.labels().firstOffset(),
          file.labels().lastOffset(),
          file.beside(),
          file.facts().orElse(null));
    }

    Optional<Labels> labels() {
      return Optional.ofNullable(firstOffset)
          .map(first -> new Labels(first, lastOffset == null ? first : lastOffset, rows));
    }
  }

  static final long NO_POSITION = -1;
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public Manifest {
    files = files == null ? List.of() : List.copyOf(files);
  }

  static Manifest claim(TopicPartition source, String owner, long position, long now) {
    return new Manifest(
        VERSION,
        Kind.CLAIM,
        owner,
        source.topic(),
        source.partition(),
        position,
        position,
        0,
        0,
        0,
        0,
        now,
        List.of());
  }

  static Manifest commit(Range range, String owner, long now, List<StagedFile.FileEntry> files) {
    return new Manifest(
        VERSION,
        Kind.COMMIT,
        owner,
        range.partition().topic(),
        range.partition().partition(),
        range.from(),
        range.to(),
        range.records(),
        range.rejected(),
        range.ignored(),
        range.checksum(),
        now,
        files.stream().map(Entry::of).toList());
  }

  /** Whether it is what {@code owner} would have written for {@code range}. */
  boolean isCommitOf(Range range, String by) {
    return kind == Kind.COMMIT
        && owner.equals(by)
        && from == range.from()
        && position == range.to();
  }

  /** The receipt it is. */
  public Receipt receipt() {
    Range range =
        new Range(
            new TopicPartition(topic, partition),
            from,
            position,
            records,
            rejected,
            ignored,
            checksum);
    List<Entry> counted = files.stream().filter(file -> !file.beside()).toList();
    List<Receipt.LandedFile> landed =
        counted.stream()
            .map(f -> new Receipt.LandedFile(f.path(), f.rows(), f.bytes(), f.crc32c()))
            .toList();
    long rows = counted.stream().mapToLong(Entry::rows).sum();
    return new Receipt(range, rows, 0, Instant.ofEpochMilli(committedAt), landed);
  }

  byte[] toBytes() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a manifest", e);
    }
  }

  static Manifest fromBytes(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, Manifest.class);
  }
}
