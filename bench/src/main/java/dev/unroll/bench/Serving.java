package dev.unroll.bench;

import dev.unroll.data.Vocabulary;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.web.serve.Limits;
import dev.unroll.web.serve.ModelServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What sharing steps gains a server, and what the server adds to the time of a request. Its clients share the machine with it. */
@Command(
        name = "serving",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the server of models: one stream against many, and the delay of short requests.")
final class Serving implements Callable<Integer> {
    private static final int CHARACTERS = 65;
    private static final double SECONDS = 2.5;
    private static final int WARMING_RATE = 1000;
    private static final int PEAK_STEPS = 10;

    @Option(names = "--hidden", split = ",", paramLabel = "N", description = "units of a layer (default: ${DEFAULT-VALUE})")
    private List<Integer> hidden = List.of(512);

    @Option(names = "--streams", split = ",", paramLabel = "N", description = "side by side (default: ${DEFAULT-VALUE})")
    private List<Integer> streams = List.of(8, 32, 64);

    @Option(names = "--rounds", paramLabel = "N", description = "of each, in turns (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--rate", paramLabel = "N", description = "short requests a second (default: ${DEFAULT-VALUE})")
    private int perSecond = 100;

    @Option(names = "--seconds", paramLabel = "N", description = "of such requests (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--threads", paramLabel = "N", description = "to compute with (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        for (int units : hidden) {
            measure(units);
        }
        return 0;
    }

    private void measure(int units) throws Exception {
        Path folder = Files.createTempDirectory("serving");
        try (Engine engine = Engine.start(threads)) {
            LanguageModel model = new LanguageModel(
                    engine,
                    new LanguageModel.Architecture(
                            Cell.library("lstm"), units, RecurrentOptions.DEFAULT.withLayers(2)),
                    Vocabulary.of(IntStream.range(0, CHARACTERS)
                            .mapToObj(i -> Character.toString(i == 0 ? '\n' : '0' + i))
                            .collect(Collectors.joining())));
            model.initialise(1);
            model.save(folder.resolve("model"));
            double operations = 2.0 * model.architecture().productParameters(CHARACTERS);
            System.out.printf("LSTM 2×%d, %d characters, %d threads%n", units, CHARACTERS, threads);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (ModelServer server =
                    ModelServer.start(any, engine, List.of(folder.resolve("model")), Limits.STANDARD)) {
                streams(model, server.address().getPort(), operations);
                delays(model, server.address().getPort());
            }
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(f -> f.toFile().delete());
            }
        }
    }

    private void streams(LanguageModel model, int port, double operations) throws Exception {
        List<Integer> all = new ArrayList<>(List.of(1));
        all.addAll(streams);
        double[][] served = new double[all.size()][rounds];
        double[][] bare = new double[all.size()][rounds];
        double[] peak = new double[rounds];
        int[] lengths = new int[all.size()];
        Job fma = new FmaPeak().prepare(Workload.named("W8"), threads);
        for (int i = 0; i < lengths.length; i++) {
            bare(model, all.get(i), 1);
            lengths[i] = Math.max(100, (int) (bare(model, all.get(i), 0.3) * SECONDS / all.get(i)));
            served(port, all.get(i), lengths[i] / 3);
        }
        fma.step();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < PEAK_STEPS; i++) { // its first steps wait for threads and clocks
                long start = System.nanoTime();
                fma.step();
                peak[round] = Math.max(peak[round], fma.units() / (System.nanoTime() - start));
            }
            for (int i = 0; i < lengths.length; i++) {
                bare[i][round] = bare(model, all.get(i), 1);
                served[i][round] = served(port, all.get(i), lengths[i]);
            }
        }
        System.out.printf("  multiply-adds: %.0f GFLOP/s%n", median(peak));
        System.out.printf(
                "  %-8s %22s %9s %22s %9s %9s%n", "streams", "steps alone, char/s", "by one", "served, char/s", "by one", "of peak");
        for (int i = 0; i < lengths.length; i++) {
            System.out.printf(
                    "  %-8d %,22.0f %9.2f %,22.0f %9.2f %8.0f%%%n",
                    all.get(i),
                    median(bare[i]),
                    median(ratios(bare[i], bare[0])),
                    median(served[i]),
                    median(ratios(served[i], served[0])),
                    100 * median(ratios(served[i], peak)) * operations / 1e9);
        }
    }

    private static double[] ratios(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] / b[i]).toArray();
    }

    private static double median(double[] of) {
        double[] sorted = of.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Characters a second of steps without a server, drawing left out. */
    private static double bare(LanguageModel model, int streams, double seconds) {
        Lanes lanes = model.lanes(streams);
        int[] tokens = new int[streams];
        float[] scores = new float[streams * CHARACTERS];
        long steps = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            Arrays.fill(tokens, (int) (steps++ % CHARACTERS));
            lanes.step(tokens, streams, scores);
        }
        return steps * streams / ((System.nanoTime() - start) / 1e9);
    }

    /** Characters a second of so many streams through the server. */
    private double served(int port, int streams, int length) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = IntStream.range(0, streams)
                    .mapToObj(seed -> each.submit(() -> stream(port, length, seed)))
                    .toList();
            for (Future<Integer> one : all) {
                one.get();
            }
        }
        return (double) streams * length / ((System.nanoTime() - start) / 1e9);
    }

    private int stream(int port, int length, int seed) throws IOException, InterruptedException {
        try (InputStream in = client.send(
                        post(port, "generate", "{\"length\":" + length + ",\"seed\":" + seed + ",\"stream\":true}"),
                        BodyHandlers.ofInputStream())
                .body()) {
            int bytes = in.readAllBytes().length;
            if (bytes < length) {
                throw new IOException("the text ended early");
            }
            return bytes;
        }
    }

    private static HttpRequest post(int port, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    /** The delay of scoring one character, asked for at a steady rate whether the one before was answered or not. */
    private void delays(LanguageModel model, int port) throws Exception {
        requests(port, WARMING_RATE, 4 * WARMING_RATE); // a server that has been up for a while
        double[] delays = requests(port, perSecond, perSecond * seconds);
        double[] steps = new double[perSecond * 3];
        Lanes lanes = model.lanes(1);
        float[] scores = new float[CHARACTERS];
        for (int i = 0; i < steps.length; i++) {
            LockSupport.parkNanos(1_000_000_000L / perSecond);
            long start = System.nanoTime();
            lanes.begin(0);
            lanes.step(new int[] {0}, 1, scores);
            steps[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(delays);
        Arrays.sort(steps);
        System.out.printf(
                "  scoring one character, %d requests/s for %d s: median %.2f ms, 99 %% below %.2f, 99.9 %% below %.2f;"
                        + " a step alone at that rate: median %.2f, 99 %% below %.2f%n",
                perSecond,
                seconds,
                quantile(delays, 0.5),
                quantile(delays, 0.99),
                quantile(delays, 0.999),
                quantile(steps, 0.5),
                quantile(steps, 0.99));
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(q * sorted.length))];
    }

    private double[] requests(int port, int rate, int count) throws Exception {
        HttpRequest request = post(port, "score", "{\"text\":\"1\"}");
        List<Future<Double>> all = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + i * (1_000_000_000L / rate);
                LockSupport.parkNanos(due - System.nanoTime());
                all.add(each.submit(() -> {
                    int status = client.send(request, BodyHandlers.ofString()).statusCode();
                    if (status != 200) {
                        throw new IOException("status " + status);
                    }
                    return (System.nanoTime() - due) / 1e6;
                }));
            }
        }
        double[] delays = new double[count];
        for (int i = 0; i < count; i++) {
            delays[i] = all.get(i).get();
        }
        return delays;
    }
}
