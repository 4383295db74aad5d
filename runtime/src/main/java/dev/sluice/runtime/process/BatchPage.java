// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.runtime.batch.BatchEngine;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.runtime.http.BadRequestException;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code /batch?view=NAME}: how far the view's batch is; by POST, asks for one, of {@code
 * ?engine=duckdb} or {@code spark}. Without a view, all of them.
 */
final class BatchPage implements Handler {
  private final BatchLayers layers;

  BatchPage(BatchLayers layers) {
    this.layers = layers;
  }

  @Override
  public Response handle(Request request) throws BadRequestException {
    if (request.parameter("view").isEmpty()) {
      return Response.json(layers.all().stream().map(BatchLayer::status).toList());
    }
    BatchLayer layer = layer(request.parameter("view").get());
    return Response.json(
        request.method().equals("POST") ? layers.ask(layer, engine(request)) : layer.status());
  }

  private BatchLayer layer(String view) throws BadRequestException {
    return layers
        .find(view)
        .orElseThrow(
            () ->
                new BadRequestException(
                    "the pipeline has no view '"
                        + view
                        + "' with layers"
                        + (layers.all().isEmpty()
                            ? "; a line -- layers: batch, speed at the top of a view's file gives it some"
                            : "; it has "
                                + layers.all().stream()
                                    .map(BatchLayer::name)
                                    .collect(Collectors.joining(", ")))));
  }

  private static BatchEngine.Name engine(Request request) throws BadRequestException {
    String name = request.parameter("engine").orElse("duckdb");
    return Arrays.stream(BatchEngine.Name.values())
        .filter(engine -> engine.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () -> new BadRequestException("there is no engine '" + name + "': duckdb or spark"));
  }
}
