package dev.unroll.web;

import dev.unroll.web.http.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of the page, resources beside this class. No other can be asked for. */
final class Assets {
    private static final List<String> NAMES = List.of(
            "style.css",
            "main.js",
            "dom.js",
            "runs.js",
            "chart.js",
            "training.js",
            "samples.js",
            "text.js",
            "cells.js",
            "prediction.js",
            "attention.js",
            "gradients.js",
            "equations.js",
            "space.js",
            "uplot/uPlot.iife.min.js",
            "uplot/uPlot.min.css",
            "uplot/LICENSE");

    private Assets() {}

    static void serve(Site site) {
        byte[] index = new String(read("index.html"), StandardCharsets.UTF_8)
                .replace("{{token}}", site.token())
                .getBytes(StandardCharsets.UTF_8);
        site.get("/", exchange -> {
            exchange.setHeader("Cache-Control", "no-store");
            exchange.bytes(200, "text/html; charset=utf-8", index);
        });
        for (String name : NAMES) {
            byte[] body = read(name);
            site.get("/" + name, exchange -> {
                exchange.setHeader("Cache-Control", "no-cache");
                exchange.bytes(200, type(name), body);
            });
        }
    }

    private static String type(String name) {
        String kind = name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/plain";
        return kind + "; charset=utf-8";
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource page/" + name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
