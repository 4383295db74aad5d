// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

/** Answers the requests to one path of the {@link ControlServer}. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request.
   *
   * @throws BadRequestException when the request is wrong; its message is shown with status 400
   * @throws Exception is logged and answered with status 500 and its message
   */
  Response handle(Request request) throws Exception;
}
