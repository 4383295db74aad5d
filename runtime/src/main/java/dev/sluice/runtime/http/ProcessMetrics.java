// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Memory, garbage collection, threads and processor time of this process. */
final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");

  MetricSnapshots collect() {
    List<MetricSnapshot> metrics = new ArrayList<>();
    metrics.add(memory());
    metrics.add(buffers());
    metrics.add(collections());
    metrics.add(
        gauge(
            "sluice_jvm_threads",
            "Live threads",
            ManagementFactory.getThreadMXBean().getThreadCount()));
    metrics.add(
        gauge(
            "sluice_process_uptime_seconds",
            "Time since the start of the process",
            ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0));
    processorTime()
        .ifPresent(nanos -> metrics.add(counter("sluice_process_cpu_seconds", nanos / 1e9)));
    residentBytes()
        .ifPresent(
            bytes ->
                metrics.add(
                    gauge(
                        "sluice_process_resident_memory_bytes",
                        "Memory that the process holds, native memory included",
                        (double) bytes)));
    return new MetricSnapshots(metrics);
  }

  private static MetricSnapshot memory() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    return GaugeSnapshot.builder()
        .name("sluice_jvm_memory_bytes")
        .help("Memory of the Java machine")
        .dataPoint(point("heap", "used", heap.getUsed()))
        .dataPoint(point("heap", "committed", heap.getCommitted()))
        .dataPoint(point("heap", "max", heap.getMax()))
        .dataPoint(point("nonheap", "used", other.getUsed()))
        .build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(String area, String kind, long value) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .labels(Labels.of("area", area, "kind", kind))
        .value((double) value)
        .build();
  }

  private static MetricSnapshot buffers() {
    GaugeSnapshot.Builder pools =
        GaugeSnapshot.builder()
            .name("sluice_jvm_buffer_bytes")
            .help("Memory of direct and mapped buffers");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      pools.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("pool", pool.getName()))
              .value((double) pool.getMemoryUsed())
              .build());
    }
    return pools.build();
  }

  private static MetricSnapshot collections() {
    CounterSnapshot.Builder seconds =
        CounterSnapshot.builder()
            .name("sluice_jvm_gc_seconds")
            .help("Time spent collecting garbage");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      seconds.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(Labels.of("collector", collector.getName()))
              .value(collector.getCollectionTime() / 1000.0)
              .build());
    }
    return seconds.build();
  }

  private static OptionalLong processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** Only Linux tells it in this way; elsewhere the series is absent. */
  private static OptionalLong residentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException otherSystem) {
      return OptionalLong.empty();
    }
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot counter(String name, double value) {
    return CounterSnapshot.builder()
        .name(name)
        .help("Processor time of the process")
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
