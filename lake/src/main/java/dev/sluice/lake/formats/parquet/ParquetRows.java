// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.shred.ColumnBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The rows of a Parquet file of this machine, row group by row group, back in columns. Not
 * thread-safe.
 */
public final class ParquetRows implements AutoCloseable {
  private final Path path;
  private final ParquetFileReader file;
  private final MessageType message;
  private final Types.StructType type;
  private Optional<PageReadStore> group = Optional.empty();

  private ParquetRows(Path path, ParquetFileReader file, MessageType message) {
    this.path = path;
    this.file = file;
    this.message = message;
    this.type = ReadTypes.of(message);
  }

  /**
   * Opens a file.
   *
   * @param without columns that are passed over
   * @throws UnavailableException if the file cannot be read
   */
  public static ParquetRows open(Path path, Set<String> without) {
    try {
      // Where no configuration is given, one of Hadoop's is read from files on the class path.
      ParquetFileReader file =
          ParquetFileReader.open(
              new LocalInputFile(path),
              ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
      List<Type> fields =
          file.getFileMetaData().getSchema().getFields().stream()
              .filter(field -> !without.contains(field.getName()))
              .toList();
      MessageType message = new MessageType("rows", fields);
      file.setRequestedSchema(message);
      return new ParquetRows(path, file, message);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The columns, in the file's order; all may be null. */
  public Types.StructType type() {
    return type;
  }

  /** Rows of each row group. */
  public List<Long> groups() {
    return file.getRowGroups().stream().map(BlockMetaData::getRowCount).toList();
  }

  /** Goes to the next row group; false if there is none. */
  public boolean nextGroup() {
    try {
      group = Optional.ofNullable(file.readNextRowGroup());
      return group.isPresent();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Reads a row's values into the columns of a batch, which the caller ends. */
  public interface Reader {
    void read();
  }

  /**
   * A reader of the row group's rows, from its first one on.
   *
   * @param batch has the columns of {@link #type()}, and others
   */
  public Reader reader(ColumnBatch batch) {
    RecordReader<Boolean> rows =
        new ColumnIOFactory()
            .getColumnIO(message)
            .getRecordReader(group.orElseThrow(), new RowConverters(message, batch));
    return rows::read;
  }

  private static UnavailableException unreadable(Path path, IOException e) {
    return new UnavailableException(path + " cannot be read (" + e.getMessage() + ")", e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
