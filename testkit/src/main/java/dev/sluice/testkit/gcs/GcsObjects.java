// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Buckets and their objects, in memory. Every call is one transaction. */
final class GcsObjects {
  private static final int MOST_SOURCES = 32;

  private final Map<String, NavigableMap<String, GcsObject>> buckets = new HashMap<>();
  private long generation = 1_700_000_000_000_000L;

  synchronized void create(String bucket) {
    buckets.putIfAbsent(bucket, new TreeMap<>());
  }

  private NavigableMap<String, GcsObject> bucket(String name) throws GcsFailure {
    NavigableMap<String, GcsObject> bucket = buckets.get(name);
    if (bucket == null) {
      throw new GcsFailure(404, "notFound", "The specified bucket does not exist.");
    }
    return bucket;
  }

  synchronized GcsObject get(String bucket, String name) throws GcsFailure {
    GcsObject object = bucket(bucket).get(name);
    if (object == null) {
      throw GcsFailure.notFound(bucket + "/" + name);
    }
    return object;
  }

  synchronized GcsObject insert(
      String bucket,
      String name,
      byte[] content,
      Map<String, Object> attributes,
      GcsPrecondition precondition)
      throws GcsFailure {
    NavigableMap<String, GcsObject> objects = bucket(bucket);
    precondition.check(Optional.ofNullable(objects.get(name)));
    checkSum(content, attributes);
    GcsObject object = new GcsObject(bucket, name, ++generation, content, attributes);
    objects.put(name, object);
    return object;
  }

  private static void checkSum(byte[] content, Map<String, Object> attributes) throws GcsFailure {
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] sum = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    Object told = attributes.get("crc32c");
    if (told != null && !told.equals(Base64.getEncoder().encodeToString(sum))) {
      throw GcsFailure.invalid("Provided CRC32C does not match the calculated one.");
    }
  }

  /** An object made of the content of others, one after another. */
  synchronized GcsObject compose(
      String bucket,
      String name,
      List<String> sources,
      Map<String, Object> attributes,
      GcsPrecondition precondition)
      throws GcsFailure {
    if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
      throw GcsFailure.invalid("The number of source components must be from 1 to 32.");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String source : sources) {
      content.writeBytes(get(bucket, source).content());
    }
    return insert(bucket, name, content.toByteArray(), attributes, precondition);
  }

  synchronized void delete(String bucket, String name, GcsPrecondition precondition)
      throws GcsFailure {
    GcsObject object = get(bucket, name);
    precondition.check(Optional.of(object));
    bucket(bucket).remove(name);
  }

  /** Gives an object another name, at once. */
  synchronized GcsObject move(
      String bucket, String from, String to, GcsPrecondition ofSource, GcsPrecondition precondition)
      throws GcsFailure {
    GcsObject source = get(bucket, from);
    ofSource.check(Optional.of(source));
    if (from.equals(to)) {
      throw GcsFailure.invalid("The source and the destination are the same.");
    }
    GcsObject moved = insert(bucket, to, source.content(), source.attributes(), precondition);
    bucket(bucket).remove(from);
    return moved;
  }

  /**
   * A page of a listing.
   *
   * @param next what asks for the next page; empty on the last
   */
  record Page(List<GcsObject> items, List<String> prefixes, Optional<String> next) {}

  /**
   * Lists objects, and prefixes up to the delimiter instead of what lies behind it.
   *
   * @param delimiter empty for none
   * @param after name or prefix after which to begin
   * @param most how many objects and prefixes make a page
   */
  synchronized Page list(String bucket, String prefix, String delimiter, String after, int most)
      throws GcsFailure {
    List<GcsObject> items = new ArrayList<>();
    TreeSet<String> prefixes = new TreeSet<>();
    String last = after;
    for (GcsObject object : bucket(bucket).tailMap(prefix, true).values()) {
      if (!object.name().startsWith(prefix)) {
        break;
      }
      int end = delimiter.isEmpty() ? -1 : object.name().indexOf(delimiter, prefix.length());
      String entry = end < 0 ? object.name() : object.name().substring(0, end + delimiter.length());
      if (entry.compareTo(after) <= 0 || prefixes.contains(entry)) {
        continue;
      }
      if (items.size() + prefixes.size() == most) {
        return new Page(items, List.copyOf(prefixes), Optional.of(last));
      }
      last = entry;
      if (end < 0) {
        items.add(object);
      } else {
        prefixes.add(entry);
      }
    }
    return new Page(items, List.copyOf(prefixes), Optional.empty());
  }
}
