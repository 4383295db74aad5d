// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server does what Google's documentation of the JSON API says. */
class GcsServerTest {
  private static final String UPLOAD = "/upload/storage/v1/b/lake/o";
  private static final String OBJECTS = "/storage/v1/b/lake/o";

  private final HttpClient client = HttpClient.newHttpClient();
  private GcsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new GcsServer();
    server.create("lake");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(server.url() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, "", headers);
  }

  private JsonNode insert(String name, String content) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("POST", UPLOAD + "?uploadType=media&name=" + name, content);
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void keepsAnObjectAndWhatIsKnownOfIt() throws Exception {
    insert("a%2Fb%2Bc%20d", "content");
    JsonNode object = json(get(OBJECTS + "/a%2Fb%2Bc%20d"));
    assertThat(object.path("name").asText()).isEqualTo("a/b+c d");
    assertThat(object.path("size").asText()).isEqualTo("7");
    assertThat(get(OBJECTS + "/a%2Fb+c%20d?alt=media").body()).isEqualTo("content");
    assertThat(get("/download" + OBJECTS + "/a%2Fb+c%20d?alt=media").body()).isEqualTo("content");
  }

  @Test
  void readsRanges() throws Exception {
    insert("a", "0123456789");
    HttpResponse<String> middle = get(OBJECTS + "/a?alt=media", "Range", "bytes=2-4");
    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo("234");
    assertThat(middle.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
    assertThat(get(OBJECTS + "/a?alt=media", "Range", "bytes=7-").body()).isEqualTo("789");
    assertThat(get(OBJECTS + "/a?alt=media", "Range", "bytes=10-").statusCode()).isEqualTo(416);
  }

  private HttpResponse<String> insertTogether(String attributes) throws Exception {
    String body =
        String.join(
            "\r\n",
            "--x",
            "Content-Type: application/json",
            "",
            attributes,
            "--x",
            "Content-Type: text/plain",
            "",
            "content",
            "--x--",
            "");
    return send(
        "POST",
        UPLOAD + "?uploadType=multipart",
        body,
        "Content-Type",
        "multipart/related; boundary=x");
  }

  @Test
  void insertsMetadataAndContentInOneRequest() throws Exception {
    HttpResponse<String> answer =
        insertTogether("{\"name\":\"a\",\"storageClass\":\"NEARLINE\",\"metadata\":{\"k\":\"v\"}}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode object = json(get(OBJECTS + "/a"));
    assertThat(object.path("metadata").path("k").asText()).isEqualTo("v");
    assertThat(object.path("storageClass").asText()).isEqualTo("NEARLINE");
    assertThat(get(OBJECTS + "/a?alt=media").body()).isEqualTo("content");
  }

  @Test
  void refusesContentWithAnotherChecksum() throws Exception {
    assertThat(insertTogether("{\"name\":\"a\",\"crc32c\":\"AAAAAA==\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void insertsOnlyWhereThereIsNothingIfAsked() throws Exception {
    String path = UPLOAD + "?uploadType=media&name=a&ifGenerationMatch=0";
    assertThat(send("POST", path, "first").statusCode()).isEqualTo(200);
    HttpResponse<String> second = send("POST", path, "second");
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(json(second).path("error").path("errors").get(0).path("reason").asText())
        .isEqualTo("conditionNotMet");
    assertThat(get(OBJECTS + "/a?alt=media").body()).isEqualTo("first");
  }

  @Test
  void replacesTheGenerationThatIsNamed() throws Exception {
    String generation = insert("a", "first").path("generation").asText();
    String path = UPLOAD + "?uploadType=media&name=a&ifGenerationMatch=" + generation;
    assertThat(send("POST", path, "second").statusCode()).isEqualTo(200);
    assertThat(send("POST", path, "third").statusCode()).isEqualTo(412);
    assertThat(get(OBJECTS + "/a?alt=media").body()).isEqualTo("second");
  }

  @Test
  void listsInPages() throws Exception {
    for (String name : List.of("t/b/2", "t/a", "t/c", "t/b/1", "tt/x", "t/b.x")) {
      insert(name.replace("/", "%2F"), name);
    }
    List<String> found = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = json(get(OBJECTS + "?prefix=t/&delimiter=/&maxResults=1&pageToken=" + token));
      page.path("items").forEach(item -> found.add(item.path("name").asText()));
      page.path("prefixes").forEach(prefix -> found.add(prefix.asText()));
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    assertThat(found).containsExactly("t/a", "t/b.x", "t/b/", "t/c");
    assertThat(json(get(OBJECTS + "?prefix=t/")).path("items")).hasSize(5);
    assertThat(json(get(OBJECTS)).path("items")).hasSize(6);
  }

  @Test
  void movesAnObject() throws Exception {
    insert("a", "a");
    insert("b", "b");
    String move = OBJECTS + "/a/moveTo/o/b";
    assertThat(send("POST", move + "?ifGenerationMatch=0", "").statusCode()).isEqualTo(412);
    assertThat(send("POST", move, "").statusCode()).isEqualTo(200);
    assertThat(get(OBJECTS + "/a").statusCode()).isEqualTo(404);
    assertThat(get(OBJECTS + "/b?alt=media").body()).isEqualTo("a");
    assertThat(send("POST", move, "").statusCode()).isEqualTo(404);
  }

  @Test
  void composesAnObject() throws Exception {
    insert("a", "a");
    insert("b", "b");
    String compose = OBJECTS + "/a/compose";
    String sources = "{\"sourceObjects\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"a\"}]}";
    assertThat(send("POST", compose + "?ifGenerationMatch=0", sources).statusCode()).isEqualTo(412);
    assertThat(send("POST", compose, sources).statusCode()).isEqualTo(200);
    assertThat(get(OBJECTS + "/a?alt=media").body()).isEqualTo("aba");
    assertThat(send("POST", compose, "{\"sourceObjects\":[]}").statusCode()).isEqualTo(400);
    assertThat(send("POST", compose, sources.replace("\"b\"", "\"c\"")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void deletesAnObject() throws Exception {
    insert("a", "a");
    assertThat(send("DELETE", OBJECTS + "/a?ifGenerationMatch=1", "").statusCode()).isEqualTo(412);
    assertThat(send("DELETE", OBJECTS + "/a", "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", OBJECTS + "/a", "").statusCode()).isEqualTo(404);
  }

  @Test
  void knowsOnlyBucketsThatWereMade() throws Exception {
    assertThat(get("/storage/v1/b/other/o").statusCode()).isEqualTo(404);
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
  }
}
