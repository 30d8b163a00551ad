package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.web.http.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The interface as a program reads it (OpenAPI), and a page for people made from the same. */
final class ApiPage {
    private ApiPage() {}

    static void serve(Site site) {
        String api = read("openapi.json");
        byte[] page = page(Json.parse(api, "openapi.json")).getBytes(StandardCharsets.UTF_8);
        site.get(
                "/openapi.json",
                exchange ->
                        exchange.bytes(200, "application/json; charset=utf-8", api.getBytes(StandardCharsets.UTF_8)));
        site.get(
                "/api.css",
                exchange -> exchange.bytes(
                        200, "text/css; charset=utf-8", read("api.css").getBytes(StandardCharsets.UTF_8)));
        site.get("/", exchange -> exchange.bytes(200, "text/html; charset=utf-8", page));
    }

    private static String page(JsonObject api) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>Unroll</title>"
                + "<link rel=\"stylesheet\" href=\"/api.css\"></head><body><main>");
        JsonObject info = api.getObject("info");
        html.append("<h1>").append(escaped(info.getString("title"))).append("</h1>");
        html.append("<p>").append(escaped(info.getString("description"))).append("</p>");
        html.append("<p>For programs: <a href=\"/openapi.json\">openapi.json</a></p>");
        JsonObject paths = api.getObject("paths");
        for (String path : paths.keys()) {
            JsonObject methods = paths.getObject(path);
            for (String method : methods.keys()) {
                operation(html, path, method, methods.getObject(method));
            }
        }
        return html.append("</main></body></html>").toString();
    }

    private static void operation(StringBuilder html, String path, String method, JsonObject operation) {
        html.append("<section><h2><code>").append(method.equals("get") ? "GET " : "POST ");
        html.append(escaped(path)).append("</code></h2><p>");
        html.append(escaped(operation.getString("summary"))).append("</p>");
        if (operation.has("requestBody")) {
            JsonObject schema = operation
                    .getObject("requestBody")
                    .getObject("content")
                    .getObject("application/json")
                    .getObject("schema");
            html.append("<dl>");
            JsonObject properties = schema.getObject("properties");
            for (String name : properties.keys()) {
                html.append("<dt><code>").append(escaped(name)).append("</code></dt><dd>");
                html.append(escaped(properties.getObject(name).getString("description")))
                        .append("</dd>");
            }
            html.append("</dl><pre>")
                    .append(escaped(curl(path, schema.getObject("example"))))
                    .append("</pre>");
        }
        html.append("</section>");
    }

    private static String curl(String path, JsonObject example) {
        return "curl http://localhost:8080" + path + " -d '" + Json.line(example) + "'";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String read(String name) {
        try (InputStream in = ApiPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
