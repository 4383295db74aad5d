// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Labels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * What every object is written with.
 *
 * @param customerKey the key that S3 encrypts with and does not keep
 * @param labels whether files are tagged once more when they are visible, and what to do where that
 *     is refused
 */
record ObjectOptions(
    Optional<String> encryption,
    Optional<String> kmsKey,
    Optional<CustomerKey> customerKey,
    Optional<String> acl,
    List<Tag> tags,
    Optional<S3Settings.TaggingError> labels) {

  /** A key in base64, and the digest that goes with it. */
  record CustomerKey(String key, String md5) {
    private static final String ALGORITHM = "AES256";

    static CustomerKey of(String base64) {
      byte[] key = decode(base64);
      if (key.length != 32) {
        throw new RefusedException(
            S3Settings.CUSTOMER_KEY.name()
                + " must be 32 bytes in base64 but has "
                + key.length
                + " bytes");
      }
      try {
        byte[] md5 = MessageDigest.getInstance("MD5").digest(key);
        return new CustomerKey(base64, Base64.getEncoder().encodeToString(md5));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has MD5", e);
      }
    }

    private static byte[] decode(String base64) {
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new RefusedException(
            S3Settings.CUSTOMER_KEY.name() + " must be 32 bytes in base64 and is not base64", e);
      }
    }

    @Override
    public String toString() {
      return "a customer key";
    }
  }

  static ObjectOptions of(Settings settings) {
    ObjectOptions options =
        new ObjectOptions(
            settings.find(S3Settings.ENCRYPTION),
            settings.find(S3Settings.KMS_KEY),
            settings.find(S3Settings.CUSTOMER_KEY).map(CustomerKey::of),
            settings.find(S3Settings.ACL),
            settings.get(S3Settings.TAGS).stream().map(ObjectOptions::tag).toList(),
            settings.get(S3Settings.TAGGING)
                ? settings.find(S3Settings.TAGGING_ERROR)
                : Optional.empty());
    options.check();
    return options;
  }

  private void check() {
    boolean kms = encryption.filter(name -> name.startsWith("aws:kms")).isPresent();
    if (kmsKey.isPresent() && !kms) {
      throw new RefusedException(
          S3Settings.KMS_KEY.name()
              + " is set, but S3 uses it only with "
              + S3Settings.ENCRYPTION.name()
              + ": aws:kms; set that too, or take the key away");
    }
    if (customerKey.isPresent() && kms) {
      throw new RefusedException(
          S3Settings.CUSTOMER_KEY.name()
              + " and "
              + S3Settings.ENCRYPTION.name()
              + ": aws:kms exclude each other; take one away");
    }
  }

  private static Tag tag(String pair) {
    int at = pair.indexOf(':');
    return Tag.builder().key(pair.substring(0, at)).value(pair.substring(at + 1)).build();
  }

  /** All tags of a file that is visible. */
  Tagging tagging(Labels file) {
    List<Tag> all = new ArrayList<>(tags);
    all.add(tag("startOffset:" + file.firstOffset()));
    all.add(tag("endOffset:" + file.lastOffset()));
    all.add(tag("recordCount:" + file.rows()));
    return Tagging.builder().tagSet(all).build();
  }

  void applyTo(CreateMultipartUploadRequest.Builder request) {
    acl.ifPresent(request::acl);
    if (!tags.isEmpty() && labels.isEmpty()) {
      request.tagging(Tagging.builder().tagSet(tags).build());
    }
    if (customerKey.isEmpty()) {
      encryption.ifPresent(request::serverSideEncryption);
      kmsKey.ifPresent(request::ssekmsKeyId);
    }
    unlock(request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
  }

  void applyTo(PutObjectRequest.Builder request) {
    acl.ifPresent(request::acl);
    if (customerKey.isEmpty()) {
      encryption.ifPresent(request::serverSideEncryption);
      kmsKey.ifPresent(request::ssekmsKeyId);
    }
    unlock(request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
  }

  /** Shows the customer key, if there is one: every request about the content needs it. */
  void unlock(Consumer<String> algorithm, Consumer<String> key, Consumer<String> md5) {
    customerKey.ifPresent(
        customer -> {
          algorithm.accept(CustomerKey.ALGORITHM);
          key.accept(customer.key());
          md5.accept(customer.md5());
        });
  }
}
