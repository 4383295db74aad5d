// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

class ObjectOptionsTest {
  /** 32 bytes, and what any tool tells as their MD5, both in base64. */
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final String MD5 = "hRasmdxgYDKV3nvbahU1MA==";

  private static CreateMultipartUploadRequest upload(Map<String, String> texts) {
    CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder();
    ObjectOptions.of(new Settings(texts)).applyTo(request);
    return request.build();
  }

  private static PutObjectRequest put(Map<String, String> texts) {
    PutObjectRequest.Builder request = PutObjectRequest.builder();
    ObjectOptions.of(new Settings(texts)).applyTo(request);
    return request.build();
  }

  @Test
  void asksForNothingByDefault() {
    assertThat(upload(Map.of())).isEqualTo(CreateMultipartUploadRequest.builder().build());
    assertThat(put(Map.of())).isEqualTo(PutObjectRequest.builder().build());
  }

  @Test
  void asksForEncryptionWithAKeyOfTheAccount() {
    Map<String, String> texts = Map.of("s3.ssea.name", "aws:kms", "s3.sse.kms.key.id", "my-key");
    assertThat(upload(texts).serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    assertThat(upload(texts).ssekmsKeyId()).isEqualTo("my-key");
    assertThat(put(texts).serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    assertThat(put(texts).ssekmsKeyId()).isEqualTo("my-key");
  }

  @Test
  void showsTheCustomersKeyInsteadOfAskingForEncryption() {
    Map<String, String> texts = Map.of("s3.ssea.name", "AES256", "s3.sse.customer.key", KEY);
    assertThat(upload(texts).serverSideEncryption()).isNull();
    assertThat(upload(texts).sseCustomerAlgorithm()).isEqualTo("AES256");
    assertThat(upload(texts).sseCustomerKey()).isEqualTo(KEY);
    assertThat(upload(texts).sseCustomerKeyMD5()).isEqualTo(MD5);
    assertThat(put(texts).sseCustomerKey()).isEqualTo(KEY);
    assertThat(put(texts).sseCustomerKeyMD5()).isEqualTo(MD5);
  }

  @Test
  void tellsNobodyTheCustomersKey() {
    ObjectOptions options = ObjectOptions.of(new Settings(Map.of("s3.sse.customer.key", KEY)));
    assertThat(options.toString()).doesNotContain(KEY);
  }

  @Test
  void givesTheAccessListToEveryObjectAndTagsToFiles() {
    Map<String, String> texts =
        Map.of(
            "s3.acl.canned",
            "bucket-owner-full-control",
            "s3.object.tagging.key.value.pairs",
            "team:sales, url:http://x");
    assertThat(upload(texts).acl()).isEqualTo(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
    assertThat(put(texts).acl()).isEqualTo(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
    assertThat(ObjectOptions.of(new Settings(texts)).tags())
        .containsExactly(
            Tag.builder().key("team").value("sales").build(),
            Tag.builder().key("url").value("http://x").build());
    assertThat(upload(texts).tagging()).contains("team=sales");
    assertThat(put(texts).tagging()).isNull();
  }
}
