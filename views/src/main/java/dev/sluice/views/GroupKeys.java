// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The columns of a SELECT that it groups by. */
public final class GroupKeys {
  private GroupKeys() {}

  /**
   * Their names, in the order of the SELECT list; none if it does not group, or by what it does not
   * show.
   *
   * @throws ViewRefusal if the SELECT cannot be parsed
   */
  public static List<String> of(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    JsonNode select = parser.parse(new SqlText(view.name(), view.select()), view.select());
    List<String> keys = new ArrayList<>();
    JsonNode groups = select.path("group_expressions");
    JsonNode items = select.path("select_list");
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      String alias = item.path("alias").asText();
      JsonNode names = item.path("column_names");
      String name = alias.isEmpty() ? names.path(names.size() - 1).asText() : alias;
      for (JsonNode group : groups) {
        boolean number =
            group.path("literal").path("text").asText("").equals(String.valueOf(i + 1));
        boolean same =
            Expressions.bare(group, true).equals(Expressions.bare(item, true))
                || group.path("column_names").path(0).asText().equalsIgnoreCase(name);
        if ((number || same) && !keys.contains(name)) {
          keys.add(name);
        }
      }
    }
    return keys.size() == groups.size() ? keys : List.of();
  }
}
