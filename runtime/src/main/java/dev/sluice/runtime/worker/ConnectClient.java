// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Connect's REST interface, for the embedded worker and for any other cluster. All methods throw
 * {@link ConnectRefusal} with Connect's own message; during a rebalance they wait up to a minute.
 */
public final class ConnectClient {
  private static final int NOT_FOUND = 404;
  private static final TypeReference<Map<String, String>> CONFIG = new TypeReference<>() {};

  private final ConnectRest rest;

  public ConnectClient(URI worker) {
    this.rest = new ConnectRest(worker);
  }

  public List<String> connectors() {
    return ConnectRest.JSON.convertValue(
        rest.get("/connectors"), new TypeReference<List<String>>() {});
  }

  /** The connector's configuration as Connect keeps it, which includes its {@code name}. */
  public Optional<Map<String, String>> config(String connector) {
    try {
      return Optional.of(
          ConnectRest.JSON.convertValue(rest.get(path(connector) + "/config"), CONFIG));
    } catch (ConnectRefusal e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Makes the connector or changes it; tasks are restarted by Connect. */
  public void configure(String connector, Map<String, String> config) {
    rest.put(path(connector) + "/config", config);
  }

  /** The configuration of each task, by the task's number. */
  public List<Map<String, String>> tasks(String connector) {
    List<Map<String, String>> tasks = new ArrayList<>();
    for (JsonNode task : rest.get(path(connector) + "/tasks")) {
      tasks.add(ConnectRest.JSON.convertValue(task.path("config"), CONFIG));
    }
    return tasks;
  }

  public ConnectorStatus status(String connector) {
    return status(connector, rest.get(path(connector) + "/status"));
  }

  /** All connectors by name, in one request. */
  public Map<String, ConnectorStatus> statuses() {
    Map<String, ConnectorStatus> statuses = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : rest.get("/connectors?expand=status").properties()) {
      statuses.put(each.getKey(), status(each.getKey(), each.getValue().path("status")));
    }
    return statuses;
  }

  /** Restarts one task, or the connector alone when the id names no task. */
  public void restart(TaskId id) {
    String task = id.isConnector() ? "" : "/tasks/" + id.task();
    rest.post(path(id.connector()) + task + "/restart");
  }

  public void pause(String connector) {
    rest.put(path(connector) + "/pause", Map.of());
  }

  public void resume(String connector) {
    rest.put(path(connector) + "/resume", Map.of());
  }

  /** Ends the tasks but keeps the configuration; offsets may be altered then. */
  public void stop(String connector) {
    rest.put(path(connector) + "/stop", Map.of());
  }

  public void delete(String connector) {
    rest.delete(path(connector));
  }

  /** Connect's answer as it is: {@code {"offsets": [{"partition": {}, "offset": {}}]}}. */
  public JsonNode offsets(String connector) {
    return rest.get(path(connector) + "/offsets");
  }

  /**
   * Moves a stopped connector.
   *
   * @param offsets in the shape that {@link #offsets} returns
   */
  public void alterOffsets(String connector, JsonNode offsets) {
    rest.patch(path(connector) + "/offsets", offsets);
  }

  /** Forgets the offsets of a stopped connector. */
  public void resetOffsets(String connector) {
    rest.delete(path(connector) + "/offsets");
  }

  /**
   * Brings connectors to the wanted configurations. Those that have theirs already are left alone,
   * so nothing restarts without need; connectors not named here are not touched.
   *
   * @throws ConnectRefusal with the complaints about all connectors together; the others are
   *     applied
   */
  public Applied apply(Map<String, Map<String, String>> connectors) {
    List<String> changed = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    List<ConnectRefusal> refused = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> wanted : new TreeMap<>(connectors).entrySet()) {
      try {
        (change(wanted.getKey(), wanted.getValue()) ? changed : unchanged).add(wanted.getKey());
      } catch (ConnectRefusal e) {
        refused.add(e);
      }
    }
    if (!refused.isEmpty()) {
      throw together(refused);
    }
    return new Applied(changed, unchanged);
  }

  private boolean change(String connector, Map<String, String> config) {
    Map<String, String> wanted = new HashMap<>(config);
    wanted.put("name", connector);
    if (config(connector).equals(Optional.of(wanted))) {
      return false;
    }
    configure(connector, wanted);
    return true;
  }

  private static ConnectRefusal together(List<ConnectRefusal> refused) {
    if (refused.size() == 1) {
      return refused.get(0);
    }
    StringBuilder message = new StringBuilder(refused.size() + " connectors were refused:");
    refused.forEach(each -> message.append("\n- ").append(each.getMessage()));
    return new ConnectRefusal(refused.get(0).status(), message.toString());
  }

  private static ConnectorStatus status(String name, JsonNode status) {
    List<TaskStatus> tasks = new ArrayList<>();
    for (JsonNode task : status.path("tasks")) {
      tasks.add(state(new TaskId(name, task.path("id").asInt()), task));
    }
    return new ConnectorStatus(
        name, state(TaskId.connector(name), status.path("connector")), tasks);
  }

  private static TaskStatus state(TaskId id, JsonNode node) {
    return new TaskStatus(
        id,
        RunState.of(node.path("state").asText()),
        node.path("worker_id").asText(),
        node.path("trace").asText(""));
  }

  private static String path(String connector) {
    return "/connectors/"
        + URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
