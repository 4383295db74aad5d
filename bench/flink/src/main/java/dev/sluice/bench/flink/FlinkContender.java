// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Count and sum by hour and category in Flink's SQL, exactly once, in Flink's local cluster. State is
 * in RocksDB; results are gathered in small batches, as Flink's documentation advises for aggregates.
 */
public final class FlinkContender {
  private FlinkContender() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments bootstrap servers, registry, topic, topic of results, folder for state,
   *     milliseconds between commits
   */
  public static void main(String[] arguments) throws Exception {
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(configuration(arguments))
                .build());
    makeTables(tables, arguments);
    tables
        .executeSql(
            "INSERT INTO sales SELECT FLOOR(event_time TO HOUR), category, count(*), sum(quantity)"
                + " FROM orders GROUP BY FLOOR(event_time TO HOUR), category")
        .await();
  }

  private static Configuration configuration(String[] arguments) {
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", "2");
    configuration.setString("pipeline.object-reuse", "true");
    configuration.setString("execution.checkpointing.interval", arguments[5] + "ms");
    configuration.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
    configuration.setString("execution.checkpointing.dir", "file://" + arguments[4]);
    configuration.setString("state.backend.type", "rocksdb");
    configuration.setString("execution.checkpointing.incremental", "true");
    configuration.setString("table.exec.mini-batch.enabled", "true");
    configuration.setString("table.exec.mini-batch.allow-latency", arguments[5] + "ms");
    configuration.setString("table.exec.mini-batch.size", "5000");
    configuration.setString("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    return configuration;
  }

  private static void makeTables(TableEnvironment tables, String[] arguments) {
    String registry = "'avro-confluent.url' = '" + arguments[1] + "'";
    tables.executeSql(
        "CREATE TABLE orders (category STRING, quantity INT, event_time TIMESTAMP(3)) WITH ("
            + "'connector' = 'kafka', 'topic' = '"
            + arguments[2]
            + "', 'properties.bootstrap.servers' = '"
            + arguments[0]
            + "', 'properties.group.id' = '"
            + arguments[3]
            + "', 'scan.startup.mode' = 'earliest-offset', 'properties.max.poll.records' = '2000',"
            + " 'format' = 'avro-confluent', "
            + registry
            + ")");
    tables.executeSql(
        "CREATE TABLE sales (`hour` TIMESTAMP(3), category STRING, orders BIGINT, quantity BIGINT,"
            + " PRIMARY KEY (`hour`, category) NOT ENFORCED) WITH ('connector' = 'upsert-kafka',"
            + " 'topic' = '"
            + arguments[3]
            + "', 'properties.bootstrap.servers' = '"
            + arguments[0]
            + "', 'properties.compression.type' = 'lz4',"
            + " 'properties.transaction.timeout.ms' = '60000',"
            + " 'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '"
            + arguments[3]
            + "', 'key.format' = 'avro-confluent', 'key."
            + registry.substring(1)
            + ", 'value.format' = 'avro-confluent', 'value."
            + registry.substring(1)
            + ")");
  }
}
