// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.storage.blob.models.BlobStorageException;
import dev.sluice.lake.stores.Denial;
import dev.sluice.lake.stores.PassingException;
import dev.sluice.lake.stores.Patience;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Requests whose errors are told as a store tells them. */
final class Requests {
  private static final int NOT_FOUND = 404;

  /** What Azure answers when it is busy, or moves data. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final Patience patience;

  Requests(Patience patience) {
    this.patience = patience;
  }

  /** Something asked of Azure. */
  interface Request<T> {
    T send(Duration left);
  }

  /**
   * Sends a request, and again while its failure may pass.
   *
   * @param what the request in words, for the message
   * @throws FileNotFoundException if what it is about is not there
   * @throws RefusedRequest if Azure has told why not
   * @throws IOException if it failed, or was not answered; it may have had its effect
   */
  <T> T send(String what, Request<T> request) throws IOException {
    return patience.send(left -> send(what, request, left));
  }

  /** Sends a request once. */
  <T> T once(String what, Request<T> request) throws IOException {
    return send(what, request, patience.deadline());
  }

  private static <T> T send(String what, Request<T> request, Duration left) throws IOException {
    try {
      return request.send(left);
    } catch (BlobStorageException e) {
      throw told(what, e);
    } catch (RuntimeException e) {
      // The client wraps whatever happens to a connection, or on it, in one of its own.
      String message = what + " failed: " + e.getMessage();
      throw isOfTheNetwork(e) ? new PassingException(message, e) : new IOException(message, e);
    }
  }

  private static IOException told(String what, BlobStorageException e) {
    String reason = e.getStatusCode() + " " + e.getErrorCode();
    if (PASSING.contains(e.getStatusCode())) {
      return new PassingException(what + " failed: " + reason, e);
    }
    if (e.getStatusCode() == NOT_FOUND) {
      FileNotFoundException notFound =
          new FileNotFoundException(what + " found nothing: " + reason);
      notFound.initCause(e);
      return notFound;
    }
    return new RefusedRequest(what + " failed: " + reason + Denial.hint(e.getStatusCode()), e);
  }

  private static boolean isOfTheNetwork(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
