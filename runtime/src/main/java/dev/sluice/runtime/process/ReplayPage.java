// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.http.BadRequestException;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import dev.sluice.warehouse.Generation;
import java.util.Locale;

/**
 * {@code /replay?table=NAME}: how the table's replay is; by POST asks for one ({@code from=lake},
 * {@code anyway=true}), for a way back ({@code back=0} or the generation's number), or for an end
 * of a generation ({@code drop=NUMBER}). {@code list=true} lists the generations.
 */
final class ReplayPage implements Handler {
  private final Replays replays;

  ReplayPage(Replays replays) {
    this.replays = replays;
  }

  /**
   * A generation of a table, for people.
   *
   * @param kept name of the table that holds it
   */
  public record Listed(int generation, String state, String kept) {
    static Listed of(Generation generation) {
      return new Listed(
          generation.number(),
          generation.state().name().toLowerCase(Locale.ROOT),
          generation.table().toString());
    }
  }

  @Override
  public Response handle(Request request) throws BadRequestException {
    String table =
        request.parameter("table").orElseThrow(() -> new BadRequestException("name a table"));
    try {
      if (request.parameter("list").isPresent()) {
        return list(table);
      }
      return request.method().equals("POST")
          ? post(table, request)
          : Response.json(replays.status(table));
    } catch (RefusedException e) {
      throw new BadRequestException(e.getMessage());
    }
  }

  private Response list(String table) {
    return Response.json(replays.generations(table).stream().map(Listed::of).toList());
  }

  private Response post(String table, Request request) throws BadRequestException {
    if (request.parameter("drop").isPresent()) {
      replays.drop(table, number(request, "drop"));
      return list(table);
    }
    if (request.parameter("back").isPresent()) {
      return Response.json(replays.rollback(table, number(request, "back")));
    }
    boolean lake = request.parameter("from").filter("lake"::equals).isPresent();
    boolean anyway = request.parameter("anyway").filter("true"::equals).isPresent();
    return Response.json(replays.replay(table, lake, anyway));
  }

  private static int number(Request request, String name) throws BadRequestException {
    String text = request.parameter(name).orElse("");
    if (!text.matches("[0-9]{1,9}")) {
      throw new BadRequestException("'" + text + "' is no number of a generation");
    }
    return Integer.parseInt(text);
  }
}
