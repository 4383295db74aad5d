// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.types.Types;

/** One Avro container file, whose blocks are encoded straight from the columns. */
final class AvroFile implements FileWriter {
  private static final int BLOCK_BYTES = 64 << 10;

  private final CountedStream counted;
  private final DataFileWriter<Object> out;
  private final AvroValue row;
  private final boolean bare;
  private final Encoded encoded = new Encoded();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(encoded, null);

  AvroFile(AvroFormat format, Types.StructType type, OutputStream stream) throws IOException {
    counted = new CountedStream(stream);
    bare = format.bare();
    Types.NestedField first = type.fields().get(0);
    row = bare ? AvroValue.of(first.type(), first.isOptional()) : AvroValue.of(type);
    Schema schema = bare ? AvroSchemas.of(first) : AvroSchemas.of(type);
    out = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    out.setCodec(format.codec().factory(format.level()))
        .setSyncInterval(BLOCK_BYTES)
        .create(schema, counted);
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    Column rows = bare ? batch.column(0) : batch.root();
    for (int i = 0; i < batch.rows(); i++) {
      encoded.reset();
      row.present(encoder, rows, i);
      out.appendEncoded(encoded.bytes());
    }
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** One encoded row, without a copy. */
  private static final class Encoded extends ByteArrayOutputStream {
    ByteBuffer bytes() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
