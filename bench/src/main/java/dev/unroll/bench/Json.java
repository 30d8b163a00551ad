package dev.unroll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes outcomes as one JSON document, with every single repetition. */
final class Json {
    private Json() {}

    /** @param results what was measured, by the name it gets in the document */
    static void write(Path file, int threads, Map<String, ?> results) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("processor", Cpu.model());
        document.put("cores", Runtime.getRuntime().availableProcessors());
        document.put("jdk", System.getProperty("java.vm.version"));
        document.put("threads", threads);
        document.putAll(results);
        Files.writeString(file, text(document) + "\n");
    }

    static Map<String, Object> outcome(Outcome outcome) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", outcome.workload().id());
        object.put("workload", outcome.workload().describe());
        object.put("flops_per_unit", outcome.workload().flopsPerUnit());
        object.put("best_other", outcome.bestOther().map(Result::peer).orElse(""));
        object.put(
                "peers",
                outcome.results().stream()
                        .map(result -> result(outcome, result))
                        .toList());
        return object;
    }

    private static Map<String, Object> result(Outcome outcome, Result result) {
        Map<String, Object> object = result(result);
        outcome.ours().ifPresent(ours -> object.put("ours_by_peer", ours.ratio(result)));
        if (!result.peer().equals(Peer.PEAK)) {
            outcome.shareOfPeak(result).ifPresent(share -> object.put("share_of_peak", share));
        }
        return object;
    }

    /** What a result says by itself. */
    static Map<String, Object> result(Result result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("peer", result.peer());
        object.put("units_per_second", result.median());
        object.put("first_step_seconds", result.firstStepSeconds());
        result.steadyAfter().ifPresent(seconds -> object.put("steady_after_seconds", seconds));
        object.put("peak_memory_bytes", result.peakMemory());
        object.put("loss", result.loss());
        object.put("disturbed", result.disturbed());
        object.put(
                "repetitions",
                result.repetitions().stream()
                        .map(repetition -> Map.of("speed", repetition.speed(), "others", repetition.others()))
                        .toList());
        object.put(
                "warm_up",
                result.warmUp().stream()
                        .map(window -> Map.of("seconds", window.seconds(), "speed", window.speed()))
                        .toList());
        return object;
    }

    private static String text(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
            case Double number when !Double.isFinite(number) -> "null";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        };
    }
}
