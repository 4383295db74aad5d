// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.connect.ConnectFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** What a task's converters leave of keys and values, and how that is kept as bytes. */
public interface Values {
  /** How the bytes are read. */
  WireFormat format();

  /** How those of keys are read, as if they were values. */
  WireFormat keys();

  /**
   * A key or a value as bytes.
   *
   * @return null for null
   */
  byte[] keep(Schema schema, Object value);

  /** What was kept, for a converter to write. */
  SchemaAndValue restore(byte[] bytes);

  /** What the settings name. */
  static Values of(Settings settings) {
    return switch (settings.get(DecoderSettings.FORMAT)) {
      case AVRO, PROTOBUF, JSON, JSON_SCHEMA, STRING, BYTES ->
          new WrittenValues(
              DecoderSettings.wireFormat(settings), DecoderSettings.keyFormat(settings));
      case CONNECT ->
          new ConvertedValues(
              new ConnectFormat(
                  DecoderSettings.unwrapping(settings), settings.get(DecoderSettings.CONFLICTS)));
    };
  }
}
