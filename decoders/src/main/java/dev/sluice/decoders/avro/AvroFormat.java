// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.registry.SchemaSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;

/** Avro with Confluent's framing: a zero byte, the schema id as four bytes, the binary datum. */
public final class AvroFormat implements WireFormat {
  /** Bytes before the datum. */
  static final int FRAME = 5;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final SchemaSource schemas;
  private final Map<Integer, Types.StructType> rowTypes = new ConcurrentHashMap<>();

  public AvroFormat(SchemaSource schemas) {
    this.schemas = schemas;
  }

  @Override
  public Decoder newDecoder() {
    return new AvroDecoder(this);
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new AvroPeek(this, fields);
  }

  Schema schema(int id) throws MalformedException {
    return schemas.byId(id);
  }

  /** The row type of a writer schema. */
  public Types.StructType rowType(int id) throws MalformedException {
    Types.StructType known = rowTypes.get(id);
    if (known == null) {
      known = AvroTypes.row(schema(id));
      rowTypes.put(id, known);
    }
    return known;
  }

  /** Reads the schema id out of a framed value. */
  static int schemaId(byte[] bytes, int from, int length) throws MalformedException {
    if (length < FRAME) {
      throw new MalformedException(
          "a value of " + length + " bytes is too short for the schema id's frame of " + FRAME);
    }
    if (bytes[from] != 0) {
      throw new MalformedException(
          "the value begins with byte "
              + (bytes[from] & 0xFF)
              + " instead of 0: it was not written with a schema registry's serializer");
    }
    return (int) INT.get(bytes, from + 1);
  }
}
