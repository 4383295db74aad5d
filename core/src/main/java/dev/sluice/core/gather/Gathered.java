// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.gather;

import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of one source partition that wait for one table partition, as wire bytes in pooled
 * chunks. Filled by the task's thread, then handed to an encoder thread; never used by two threads
 * at once.
 *
 * <p>A record is laid out as offset, timestamp (8 bytes each), the lengths of key, value and
 * headers (4 bytes each, -1 for null), then the three byte strings. It never straddles two chunks.
 */
public final class Gathered {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIXED = 2 * Long.BYTES + 3 * Integer.BYTES;

  private final TopicPartition source;
  private final TablePartition target;
  private final MemoryBudget budget;
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private byte[] current;
  private int at;
  private int records;
  private long bytes;
  private long held;
  private long firstOffset;
  private long lastOffset;

  public Gathered(TopicPartition source, TablePartition target, MemoryBudget budget) {
    this.source = source;
    this.target = target;
    this.budget = budget;
  }

  /** Copies one record in. */
  public void add(Envelope record) {
    int keyLength = record.key() == null ? -1 : record.key().length;
    int valueLength = record.value() == null ? -1 : record.value().length;
    int headersLength = headersLength(record.headers());
    int needed = FIXED + Math.max(keyLength, 0) + Math.max(valueLength, 0) + headersLength;
    if (current == null || current.length - at < needed) {
      nextChunk(needed);
    }
    LONG.set(current, at, record.offset());
    LONG.set(current, at + 8, record.timestamp());
    INT.set(current, at + 16, keyLength);
    INT.set(current, at + 20, valueLength);
    INT.set(current, at + 24, headersLength);
    at += FIXED;
    copy(record.key());
    copy(record.value());
    writeHeaders(record.headers());
    if (records++ == 0) {
      firstOffset = record.offset();
    }
    lastOffset = record.offset();
    bytes += Math.max(valueLength, 0);
  }

  private void nextChunk(int needed) {
    if (current != null) {
      ends.add(at);
    }
    current = budget.take(chunks.size(), needed);
    held += current.length;
    chunks.add(current);
    at = 0;
  }

  private void copy(byte[] part) {
    if (part != null) {
      System.arraycopy(part, 0, current, at, part.length);
      at += part.length;
    }
  }

  private static int headersLength(List<Header> headers) {
    int length = 0;
    for (Header header : headers) {
      length += 8 + header.name().getBytes(StandardCharsets.UTF_8).length;
      length += header.value() == null ? 0 : header.value().length;
    }
    return length;
  }

  private void writeHeaders(List<Header> headers) {
    for (Header header : headers) {
      byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
      INT.set(current, at, name.length);
      INT.set(current, at + 4, header.value() == null ? -1 : header.value().length);
      at += 8;
      copy(name);
      copy(header.value());
    }
  }

  public TopicPartition source() {
    return source;
  }

  public TablePartition target() {
    return target;
  }

  public int records() {
    return records;
  }

  /** Bytes of the values alone: what rotation by size counts. */
  public long bytes() {
    return bytes;
  }

  /** Bytes of memory taken from the budget. */
  public long held() {
    return held;
  }

  public long firstOffset() {
    return firstOffset;
  }

  public long lastOffset() {
    return lastOffset;
  }

  /** Gives the memory back; the records are gone afterwards. */
  public void release() {
    chunks.forEach(budget::giveBack);
    chunks.clear();
    ends.clear();
    current = null;
    records = 0;
    held = 0;
  }

  /**
   * Moves the records, and the memory they hold, to a new object whose owner releases it; this one
   * is empty afterwards. For who needs the bytes longer than the caller that gathered them.
   */
  public Gathered handOver() {
    Gathered heir = new Gathered(source, target, budget);
    heir.chunks.addAll(chunks);
    heir.ends.addAll(ends);
    heir.current = current;
    heir.at = at;
    heir.records = records;
    heir.bytes = bytes;
    heir.held = held;
    heir.firstOffset = firstOffset;
    heir.lastOffset = lastOffset;
    chunks.clear();
    release();
    return heir;
  }

  /** What a record becomes in a copy. */
  public interface Change {
    /** The record in the copy; null to leave it out. */
    Envelope of(Cursor record);
  }

  /** A copy with its own memory, which the caller releases. */
  public Gathered copy(Change change) {
    Gathered copy = new Gathered(source, target, budget);
    Cursor cursor = cursor();
    while (cursor.next()) {
      Envelope record = change.of(cursor);
      if (record != null) {
        copy.add(record);
      }
    }
    return copy;
  }

  /** Walks the records in the order they were added. May be called again for a second pass. */
  public Cursor cursor() {
    return new Cursor();
  }

  /** One record at a time, without an object per record. */
  public final class Cursor {
    private int chunk;
    private byte[] buffer;
    private int end;
    private int start;
    private int next;
    private long offset;
    private long timestamp;
    private int keyAt;
    private int keyLength;
    private int valueLength;
    private int headersLength;

    /** Moves to the next record; false when there is none. */
    public boolean next() {
      while (next >= end) {
        if (chunk >= chunks.size()) {
          return false;
        }
        buffer = chunks.get(chunk);
        end = chunk < ends.size() ? ends.get(chunk) : at;
        chunk++;
        next = 0;
      }
      readHere();
      return true;
    }

    /** Where the current record lies, for {@link #seek}. */
    public long place() {
      return (long) (chunk - 1) << Integer.SIZE | start;
    }

    /** Moves to the record at a place that any cursor over these records has told. */
    public void seek(long place) {
      chunk = (int) (place >>> Integer.SIZE) + 1;
      buffer = chunks.get(chunk - 1);
      end = chunk - 1 < ends.size() ? ends.get(chunk - 1) : at;
      next = (int) place;
      readHere();
    }

    private void readHere() {
      start = next;
      offset = (long) LONG.get(buffer, next);
      timestamp = (long) LONG.get(buffer, next + 8);
      keyLength = (int) INT.get(buffer, next + 16);
      valueLength = (int) INT.get(buffer, next + 20);
      headersLength = (int) INT.get(buffer, next + 24);
      keyAt = next + FIXED;
      next = keyAt + Math.max(keyLength, 0) + Math.max(valueLength, 0) + headersLength;
    }

    public long offset() {
      return offset;
    }

    /** Milliseconds since 1970. */
    public long timestamp() {
      return timestamp;
    }

    /** The array that holds the current record; only the named ranges belong to it. */
    public byte[] bytes() {
      return buffer;
    }

    public int keyAt() {
      return keyAt;
    }

    /** -1 for a null key. */
    public int keyLength() {
      return keyLength;
    }

    public int valueAt() {
      return keyAt + Math.max(keyLength, 0);
    }

    /** -1 for a null value. */
    public int valueLength() {
      return valueLength;
    }

    /** The current record as it came, copied out; for rejections. */
    public Envelope toEnvelope() {
      return new Envelope(
          source,
          offset,
          timestamp,
          part(keyAt, keyLength),
          part(valueAt(), valueLength),
          headers());
    }

    private byte[] part(int from, int length) {
      return length < 0 ? null : java.util.Arrays.copyOfRange(buffer, from, from + length);
    }

    private List<Header> headers() {
      List<Header> headers = new ArrayList<>();
      forEachHeader(
          (bytes, nameAt, nameLength, partAt, partLength) ->
              headers.add(
                  new Header(
                      new String(bytes, nameAt, nameLength, StandardCharsets.UTF_8),
                      part(partAt, partLength))));
      return headers;
    }

    /** Shows the current record's headers where they lie, in their order. */
    public void forEachHeader(HeaderVisitor visitor) {
      int from = valueAt() + Math.max(valueLength, 0);
      int to = from + headersLength;
      while (from < to) {
        int nameLength = (int) INT.get(buffer, from);
        int length = (int) INT.get(buffer, from + 4);
        int nameAt = from + 8;
        visitor.visit(buffer, nameAt, nameLength, nameAt + nameLength, length);
        from = nameAt + nameLength + Math.max(length, 0);
      }
    }
  }

  /** Sees one header of a record: its name in UTF-8, and its value, of length -1 if it is null. */
  public interface HeaderVisitor {
    void visit(byte[] bytes, int nameAt, int nameLength, int valueAt, int valueLength);
  }
}
