// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.bytes;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCompression;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Files of values as they came, each followed by a separator.
 *
 * @param name what file names end in before the codec's ending, with the leading dot
 * @param separator what follows each value; may be empty
 */
public record BytesFormat(StreamCompression compression, String name, String separator)
    implements FileFormat {
  @Override
  public String extension() {
    return name + compression.suffix();
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    boolean whole =
        type.fields().size() == 1
            && (type.fields().get(0).type().typeId() == Type.TypeID.BINARY
                || type.fields().get(0).type().typeId() == Type.TypeID.STRING);
    if (!whole) {
      throw new RefusedException(
          "files of format bytes hold one text or one byte string per record, and these records have the columns "
              + type
              + "; use value.format bytes or string, or another format of files");
    }
    return new BytesFile(compression, separator.getBytes(StandardCharsets.UTF_8), out);
  }
}
