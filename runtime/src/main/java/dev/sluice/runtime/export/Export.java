// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.plan.KnownColumns;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** A pipeline's tables and views, written down for another tool. */
public final class Export {
  /** What is written for. */
  public enum Tool {
    DBT,
    FLINK,
    SPARK
  }

  private Export() {}

  /**
   * Writes them.
   *
   * @param schemas files with topics' schemas, by topic; needed where no registry is named
   * @throws RefusedException if something cannot be said in the tool's words
   * @throws IOException if a schema cannot be read
   */
  public static ExportedFiles of(Tool tool, PipelineFile file, Map<String, Path> schemas)
      throws IOException {
    try (SqlParser parser = SqlParser.open()) {
      return switch (tool) {
        case DBT -> DbtProject.of(parser, file);
        case FLINK -> FlinkScript.of(parser, file, KnownColumns.of(file, schemas));
        case SPARK -> SparkScript.of(parser, file);
      };
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
  }
}
