// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.home.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the process that works on a folder. */
final class Control {
  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Control(URI address) {
    this.address = address;
  }

  /**
   * @throws StartupException if no process works on the folder
   */
  static Control of(Home home) throws IOException {
    Running running =
        home.running()
            .orElseThrow(
                () ->
                    new StartupException(
                        "No pipeline is running on "
                            + home.folder()
                            + ". Start one with ./sluice demo or ./sluice up FILE, or name its folder with --home."));
    return new Control(running.control());
  }

  /** An answer in JSON. */
  record Answer(int status, String body) {}

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET().build());
  }

  Answer post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}
