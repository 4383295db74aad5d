// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.trial.ViewDriver;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Views over topics of JSON objects, for tests. */
final class Views {
  static final String ORDERS =
      "-- columns: id BIGINT, region VARCHAR, amount DECIMAL(10,2), ordered_at TIMESTAMP, price"
          + " DOUBLE\n";
  private static final SqlParser PARSER;

  static {
    try {
      PARSER = SqlParser.open();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Views() {}

  static StreamPlan plan(String sql) throws ViewRefusal {
    return plan(sql, Map.of());
  }

  static StreamPlan plan(String sql, Map<String, SqlType> table) throws ViewRefusal {
    ViewDefinition view = new ViewDefinition("v", sql);
    EmitHeader header = EmitHeader.of(view).orElseThrow();
    Optional<SourceTable> joined =
        table.isEmpty()
            ? Optional.empty()
            : Optional.of(
                SourceTable.declared("countries", new JsonFormat(), new LinkedHashMap<>(table)));
    return StreamPlan.of(
        PARSER,
        view,
        header,
        SourceTable.declared("orders", new JsonFormat(), header.columns()),
        joined);
  }

  static ViewDriver driver(String sql) throws ViewRefusal {
    return new ViewDriver(plan(sql), ViewTopology.StateKind.MEMORY);
  }

  static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
