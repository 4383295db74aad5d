// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import dev.sluice.lake.stores.Denial;
import dev.sluice.lake.stores.PassingException;
import dev.sluice.lake.stores.Patience;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;

/** Requests whose errors are told as a store tells them. */
final class Requests {
  private static final int NOT_FOUND = 404;
  private static final int CONDITION_NOT_MET = 412;

  /** What Google answers when it is busy, or something has gone wrong there. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final Patience patience;

  Requests(Patience patience) {
    this.patience = patience;
  }

  /** Something asked of Google. */
  interface Request<T> {
    T send() throws IOException;
  }

  /** A condition of the request did not hold: the object is there, or is another than expected. */
  static final class AnotherObjectException extends IOException {
    private static final long serialVersionUID = 1;

    AnotherObjectException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Sends a request, and again while its failure may pass.
   *
   * @param what the request in words, for the message
   * @throws FileNotFoundException if what it is about is not there
   * @throws AnotherObjectException if a condition of it does not hold
   * @throws IOException if it failed, or was not answered; it may have had its effect
   */
  <T> T send(String what, Request<T> request) throws IOException {
    return patience.send(left -> once(what, request));
  }

  /** Sends a request once. */
  <T> T once(String what, Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (HttpResponseException e) {
      throw told(what, e);
    } catch (IOException e) {
      throw new PassingException(what + " failed: " + e.getMessage(), e);
    }
  }

  private static IOException told(String what, HttpResponseException e) {
    String reason = e.getStatusCode() + " " + reason(e);
    if (PASSING.contains(e.getStatusCode())) {
      return new PassingException(what + " failed: " + reason, e);
    }
    if (e.getStatusCode() == CONDITION_NOT_MET) {
      return new AnotherObjectException(what + " met another object: " + reason, e);
    }
    if (e.getStatusCode() == NOT_FOUND) {
      FileNotFoundException notFound =
          new FileNotFoundException(what + " found nothing: " + reason);
      notFound.initCause(e);
      return notFound;
    }
    return new IOException(what + " failed: " + reason + Denial.hint(e.getStatusCode()), e);
  }

  private static String reason(HttpResponseException e) {
    return e instanceof GoogleJsonResponseException json && json.getDetails() != null
        ? json.getDetails().getMessage()
        : String.valueOf(e.getStatusMessage());
  }
}
