// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.management.MalformedObjectNameException;

/**
 * Prometheus text over the platform's MBeans. Which beans, and under which names, is listed in
 * {@code metrics.yaml} beside this class: Kafka registers thousands that nobody looks at.
 */
final class MetricsPage implements Handler {
  private final JmxCollector beans;
  private final ProcessMetrics process = new ProcessMetrics();
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  MetricsPage() throws IOException {
    try (InputStream rules = MetricsPage.class.getResourceAsStream("metrics.yaml")) {
      // it wants a registry for figures about itself, which are of no use to our readers
      beans = new JmxCollector(rules).register(new PrometheusRegistry());
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("metrics.yaml names an impossible MBean", e);
    }
  }

  @Override
  public Response handle(Request request) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream(64 << 10);
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    beans.collect().forEach(all::metricSnapshot);
    process.collect().forEach(all::metricSnapshot);
    writer.write(page, all.build());
    return new Response(200, PrometheusTextFormatWriter.CONTENT_TYPE, page.toByteArray());
  }
}
