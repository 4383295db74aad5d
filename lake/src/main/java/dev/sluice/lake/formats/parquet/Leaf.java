// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Writes the values of a primitive column. One class per pair of column and Parquet type, each with
 * its own loop, so that the loop's calls have one target.
 */
abstract class Leaf {
  /** Writes one value that is not null. */
  abstract void one(ColumnWriter out, Column column, int row, int repetition, int definition);

  /** Writes a whole top-level column. */
  abstract void all(ColumnWriter out, Column column, int definition);

  static final class Booleans extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write(((BooleanColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      boolean[] values = ((BooleanColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(values[row], 0, definition);
        }
      }
    }
  }

  static final class Ints extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write(((IntColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      int[] values = ((IntColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(values[row], 0, definition);
        }
      }
    }
  }

  static final class Longs extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write(((LongColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      long[] values = ((LongColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(values[row], 0, definition);
        }
      }
    }
  }

  /** Decimals of up to nine digits, which Parquet keeps as int32. */
  static final class LongsAsInts extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write((int) ((LongColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      long[] values = ((LongColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write((int) values[row], 0, definition);
        }
      }
    }
  }

  static final class Floats extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write(((FloatColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      float[] values = ((FloatColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(values[row], 0, definition);
        }
      }
    }
  }

  static final class Doubles extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      out.write(((DoubleColumn) column).get(row), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      double[] values = ((DoubleColumn) column).values();
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(values[row], 0, definition);
        }
      }
    }
  }

  static final class ByteStrings extends Leaf {
    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      BytesColumn bytes = (BytesColumn) column;
      out.write(
          Binary.fromReusedByteArray(bytes.data(), bytes.from(row), bytes.length(row)),
          repetition,
          definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      BytesColumn bytes = (BytesColumn) column;
      byte[] data = bytes.data();
      int from = 0;
      for (int row = 0; row < bytes.size(); row++) {
        int to = bytes.to(row);
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          out.write(Binary.fromReusedByteArray(data, from, to - from), 0, definition);
        }
        from = to;
      }
    }
  }

  /** Decimals of more than 18 digits, sign-extended to Parquet's fixed length. */
  static final class LongDecimals extends Leaf {
    private final byte[] padded;

    LongDecimals(int length) {
      padded = new byte[length];
    }

    @Override
    void one(ColumnWriter out, Column column, int row, int repetition, int definition) {
      BytesColumn bytes = (BytesColumn) column;
      int from = bytes.from(row);
      int length = bytes.length(row);
      byte sign = (byte) (bytes.data()[from] < 0 ? -1 : 0);
      // Leading sign bytes beyond the fixed length carry nothing.
      int excess = Math.max(0, length - padded.length);
      java.util.Arrays.fill(padded, sign);
      System.arraycopy(
          bytes.data(), from + excess, padded, padded.length - (length - excess), length - excess);
      out.write(Binary.fromReusedByteArray(padded), repetition, definition);
    }

    @Override
    void all(ColumnWriter out, Column column, int definition) {
      for (int row = 0; row < column.size(); row++) {
        if (column.isNull(row)) {
          out.writeNull(0, 0);
        } else {
          one(out, column, row, 0, definition);
        }
      }
    }
  }
}
