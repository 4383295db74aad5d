// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.Column;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;

/**
 * A chunk that is dictionary-encoded as long as this is the smaller way: its first batch tells, and
 * later a dictionary that has grown too large.
 */
abstract class DictionaryChunk extends ColumnChunk {
  private final int largestDictionary;

  /** Values of the page under way as indexes into the dictionary. */
  private int[] ids = new int[0];

  private int idCount;

  /** Values of the page under way where there is no dictionary any more. */
  private final PageBytes plain = new PageBytes();

  private boolean dictionary;
  private boolean judged;
  private boolean used;

  /**
   * @param largestDictionary bytes; 0 for no dictionary at all
   */
  DictionaryChunk(ColumnDescriptor column, PageWriter pages, int largestDictionary) {
    super(column, pages);
    this.largestDictionary = largestDictionary;
    this.dictionary = largestDictionary > 0;
  }

  /** Values in the dictionary. */
  abstract int dictionarySize();

  /** The dictionary's page, as far as it goes. */
  abstract PageBytes dictionaryPage();

  /** Writes the dictionary's indexes of the values at {@code slots} to {@code ids}. */
  abstract void find(Column batch, int[] slots, int count, int[] ids, int at);

  /** Appends values as they are, and takes them into account in the page's extremes. */
  abstract void putPlain(Column batch, int[] slots, int count, PageBytes out);

  /** Appends values of the dictionary as they are without one. */
  abstract void putPlain(int[] ids, int count, PageBytes out);

  /** Bytes of so many values without a dictionary. */
  abstract long plainBytes(int[] ids, int count);

  /** Takes a value of the dictionary into account in the page's extremes. */
  abstract void observe(int id);

  @Override
  void add(Column batch, int[] slots, int count) {
    if (!dictionary) {
      putPlain(batch, slots, count, plain);
      return;
    }
    if (ids.length - idCount < count) {
      ids = Arrays.copyOf(ids, Math.max(2 * ids.length, idCount + count));
    }
    find(batch, slots, count, ids, idCount);
    idCount += count;
    judge();
  }

  private void judge() {
    int size = dictionaryPage().size();
    boolean pays = size <= largestDictionary;
    if (!judged && idCount > 0) {
      judged = true;
      pays &= size + idBytes() < plainBytes(ids, idCount);
    }
    if (!pays) {
      observeIds();
      putPlain(ids, idCount, plain);
      dictionary = false;
      idCount = 0;
    }
  }

  private long idBytes() {
    return (long) idCount * idWidth() / Byte.SIZE;
  }

  private int idWidth() {
    return Runs.width(dictionarySize() - 1);
  }

  /** Every value of the page once. */
  private void observeIds() {
    boolean[] seen = new boolean[dictionarySize()];
    for (int i = 0; i < idCount; i++) {
      if (!seen[ids[i]]) {
        seen[ids[i]] = true;
        observe(ids[i]);
      }
    }
  }

  @Override
  final Encoding encoding() {
    return isIds() ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
  }

  /** Pages of nothing but nulls before the first value need no dictionary. */
  private boolean isIds() {
    return dictionary && dictionarySize() > 0;
  }

  @Override
  final void putValues(PageBytes page) {
    if (isIds()) {
      observeIds();
      page.putByte(idWidth());
      Runs.put(ids, idCount, idWidth(), page);
      used = true;
    } else {
      page.putBytes(plain.bytes(), 0, plain.size());
    }
    idCount = 0;
    plain.clear();
  }

  @Override
  final long valueBytes() {
    return dictionary ? idBytes() : plain.size();
  }

  /** Bytes of the page's values as they would be, or are, without a dictionary. */
  final long plainBytes() {
    return dictionary ? plainBytes(ids, idCount) : plain.size();
  }

  @Override
  final long bufferedBytes() {
    return super.bufferedBytes() + (dictionary || used ? dictionaryPage().size() : 0);
  }

  @Override
  final void end(PageBytes page) throws IOException {
    super.end(page);
    if (used) {
      PageBytes entries = dictionaryPage();
      pages()
          .writeDictionaryPage(
              new DictionaryPage(
                  BytesInput.from(entries.bytes(), 0, entries.size()),
                  dictionarySize(),
                  Encoding.PLAIN));
    }
  }
}
