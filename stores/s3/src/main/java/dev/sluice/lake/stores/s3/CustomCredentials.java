// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A provider of credentials that the user has written, or one of the SDK's.
 *
 * @param configure the method that takes its properties, if it has one
 */
record CustomCredentials(AwsCredentialsProvider provider, Optional<Method> configure) {
  /**
   * Makes an instance of a class, by its static method {@code create()} or its constructor.
   *
   * @throws RefusedException if there is no such class, or it gives no credentials
   */
  static CustomCredentials load(String name) {
    try {
      Class<?> type = Class.forName(name, true, CustomCredentials.class.getClassLoader());
      if (instance(type) instanceof AwsCredentialsProvider provider) {
        return new CustomCredentials(provider, method(type, "configure", Map.class));
      }
      throw refused(name, "it is no AwsCredentialsProvider of the AWS SDK for Java 2", null);
    } catch (ClassNotFoundException e) {
      throw refused(name, "there is no such class beside the plug-in's jars", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw refused(name, "it cannot be made: " + cause(e), e);
    }
  }

  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    Optional<Method> create = method(type, "create");
    return create.isPresent()
        ? create.get().invoke(null)
        : type.getDeclaredConstructor().newInstance();
  }

  private static Optional<Method> method(Class<?> type, String name, Class<?>... parameters) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> Arrays.equals(method.getParameterTypes(), parameters))
        .findFirst();
  }

  boolean isConfigurable() {
    return configure.isPresent();
  }

  /** The provider, told its properties. */
  AwsCredentialsProvider configured(Map<String, String> properties) {
    if (configure.isPresent()) {
      try {
        configure.get().invoke(provider, properties);
      } catch (ReflectiveOperationException e) {
        throw refused(
            provider.getClass().getName(), "it does not take its properties: " + cause(e), e);
      }
    }
    return provider;
  }

  private static String cause(Throwable e) {
    Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
    return String.valueOf(cause);
  }

  private static RefusedException refused(String name, String reason, Throwable e) {
    return new RefusedException(
        S3Settings.PROVIDER.name()
            + " is "
            + name
            + ", and "
            + reason
            + ". Put its jar into the plug-in's folder on each worker, or leave the property out to use what the"
            + " environment, the profile, the pod or the machine offers",
        e);
  }
}
