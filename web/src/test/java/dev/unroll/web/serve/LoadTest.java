package dev.unroll.web.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.Sampling;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server under 64 clients at once, many of them bad ones. Every text must be the one that the model writes alone, and nothing may be
 * left behind. Runs for {@code -Dunroll.load.seconds} (8); {@code ./dev serve-test} for ten minutes.
 */
class LoadTest {
    private static final int CLIENTS = 64;
    private static final int ORDERS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** Heap and threads that may come and go: buffers of the sockets that the clients use, classes loaded late. */
    private static final long HEAP_MARGIN = 12L << 20;

    private static final int THREAD_MARGIN = 2;

    private final Duration length = Duration.ofSeconds(Long.getLong("unroll.load.seconds", 8));
    private final Map<String, LongAdder> done = new ConcurrentSkipListMap<>();

    @TempDir
    Path folder;

    /** What is asked for, and what must come. */
    private record Order(JsonObject ask, String text) {}

    private final List<Order> orders = new ArrayList<>();
    private Order score = new Order(new JsonObject(), "");
    private Order endless = new Order(new JsonObject(), "");
    private Client client;
    private long deadline;

    @Test
    void everyTextIsRightAndNothingIsLeftBehind() throws Exception {
        try (Engine engine = Engine.start(2)) {
            LanguageModel model = new LanguageModel(
                    engine,
                    new LanguageModel.Architecture(Cell.library("lstm"), 64, 2),
                    Vocabulary.of("abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOP,.;:!?\n\"é😀"));
            model.initialise(9);
            model.save(folder.resolve("model"));
            write(model);
            Limits limits = new Limits(CLIENTS, 2000, 1_000_000, Duration.ofMinutes(2));
            try (ModelServer server = new ModelServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    engine,
                    List.of(folder.resolve("model")),
                    limits,
                    PATIENCE)) {
                client = new Client(server.address());
                run(Duration.ofSeconds(2)); // all that is made once is there after that
                settle();
                long heap = heap();
                List<String> threads = threads();
                done.clear();

                long seconds = length.toSeconds();
                for (long left = seconds; left > 0; left -= 60) {
                    run(Duration.ofSeconds(Math.min(60, left)));
                    settle();
                    System.err.printf(
                            "load: %d s, %s; heap %+.1f MiB, threads %+d%n",
                            seconds - Math.max(0, left - 60),
                            done,
                            (heap() - heap) / 1048576.0,
                            threads().size() - threads.size());
                }
                assertThat(heap() - heap).isLessThan(HEAP_MARGIN);
                assertThat(threads()).hasSizeLessThanOrEqualTo(threads.size() + THREAD_MARGIN);
                assertThat(done.keySet())
                        .contains(
                                "streamed", "whole", "slow", "dropped", "stalled", "malformed", "oversized", "scored");
                assertThat(server.finish(Duration.ofSeconds(10))).isTrue();
                client.http().close();
            }
        }
    }

    private void write(LanguageModel model) {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < ORDERS; i++) {
            String prime = "the quick brown fox jumps, OH! ".substring(0, random.nextInt(30));
            int characters = 1 + random.nextInt(1500);
            Sampling sampling =
                    new Sampling(0.3 + random.nextDouble(), random.nextInt(30), 0.5 + random.nextDouble() / 2, i);
            String text = model.sampler(sampling).text(prime, characters).substring(prime.length());
            JsonObject ask = new JsonObject()
                    .put("prime", prime)
                    .put("length", characters)
                    .put("temperature", sampling.temperature())
                    .put("top_k", sampling.topK())
                    .put("top_p", sampling.topP())
                    .put("seed", i);
            orders.add(new Order(ask, text));
        }
        String text = "A text, to be scored: 😀é";
        Reading reading = Reading.of(model, text);
        double nats = 0;
        for (int t = 0; t < reading.length(); t++) {
            nats += reading.surprise(t);
        }
        score = new Order(new JsonObject().put("text", text), String.valueOf(Math.round(1e6 * nats / Math.log(2))));
        endless = new Order(new JsonObject().put("length", 1_000_000).put("stream", true), "");
    }

    private void run(Duration time) throws Exception {
        deadline = System.nanoTime() + time.toNanos();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom random = new SplittableRandom(i + 1000 * (long) done.size());
                all.add(clients.submit(() -> {
                    while (System.nanoTime() < deadline) {
                        once(random);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> one : all) {
            one.get(); // a client that was answered wrongly says so here
        }
    }

    private void count(String what) {
        done.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    private void once(SplittableRandom random) throws Exception {
        Order order = orders.get(random.nextInt(ORDERS));
        int kind = random.nextInt(100);
        if (kind < 40) {
            assertThat(client.stream(copy(order.ask())).text()).isEqualTo(order.text());
            count("streamed");
        } else if (kind < 60) {
            Client.Answer answer = client.post("/generate", order.ask());
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            assertThat(answer.body().getString("text")).isEqualTo(order.text());
            count("whole");
        } else if (kind < 68) {
            slow(order, random);
        } else if (kind < 80) {
            drop(random);
        } else if (kind < 81) {
            stall();
        } else if (kind < 88) {
            malformed(random);
        } else if (kind < 92) {
            oversized(random);
        } else {
            Client.Answer answer = client.post("/score", score.ask());
            assertThat(String.valueOf(Math.round(1e6 * answer.body().getDouble("bits"))))
                    .isEqualTo(score.text());
            count("scored");
        }
    }

    private static JsonObject copy(JsonObject of) {
        JsonObject copy = new JsonObject();
        of.keys().forEach(key -> copy.put(key, of.get(key)));
        return copy;
    }

    private void slow(Order order, SplittableRandom random) throws Exception {
        try (Socket socket =
                client.ask("/generate", copy(order.ask()).put("stream", true).toString(), 2048)) {
            assertThat(Client.readSlowly(socket, 200 + random.nextInt(400), 5)).isEqualTo(order.text());
            count("slow");
        }
    }

    /** Goes away in the middle, politely or not; half of them before anything has come. */
    private void drop(SplittableRandom random) throws Exception {
        JsonObject ask = copy(endless.ask()).put("stream", random.nextBoolean());
        try (Socket socket = client.ask("/generate", ask.toString(), 1 << 16)) {
            Thread.sleep(random.nextInt(150));
            if (random.nextBoolean() && socket.getInputStream().read() < 0) {
                throw new IOException("the server has hung up");
            }
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0);
            }
            count("dropped");
        }
    }

    /** Takes nothing for a while, then goes away. */
    private void stall() throws Exception {
        try (Socket _ = client.ask("/generate", endless.ask().toString(), 2048)) {
            Thread.sleep(PATIENCE.toMillis() + 1000);
            count("stalled");
        }
    }

    private void malformed(SplittableRandom random) throws Exception {
        String[] bodies = {
            "",
            "{",
            "[]",
            "{\"prime\": 5}",
            "{\"lenght\": 3}",
            "{\"prime\": \"\u4e00\"}",
            "{\"length\": -1}",
            "nonsense",
            "{\"model\": \"other\"}",
            "{\"seed\": 99999999999999999999}"
        };
        String body = bodies[random.nextInt(bodies.length)];
        Client.Answer answer = client.post("/generate", body);
        assertThat(answer.status()).as(body).isBetween(400, 422);
        assertThat(answer.error()).isNotBlank();
        try (Socket socket = new Socket("localhost", client.address().getPort())) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            socket.getOutputStream().write(noise);
            socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (SocketException e) {
            // It has hung up at once.
        }
        count("malformed");
    }

    private void oversized(SplittableRandom random) throws Exception {
        if (random.nextBoolean()) {
            Client.Answer answer = client.post("/score", new JsonObject().put("text", "a".repeat(2 << 20)));
            assertThat(answer.status()).isEqualTo(413);
        } else {
            // Says that much more comes, and sends none of it.
            try (Socket socket = new Socket("localhost", client.address().getPort())) {
                socket.getOutputStream()
                        .write("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                byte[] head = socket.getInputStream().readNBytes(12);
                assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
            }
        }
        count("oversized");
    }

    /** Waits until every lane is free. */
    private void settle() throws Exception {
        long start = System.nanoTime();
        String page = client.get("/metrics").body();
        while (!page.contains("unroll_streams{model=\"model\"} 0\n")
                || !page.contains("unroll_waiting{model=\"model\"} 0\n")) {
            assertThat(System.nanoTime() - start).as(page).isLessThan(SETTLING.toNanos());
            Thread.sleep(50);
            page = client.get("/metrics").body();
        }
        assertThat(page).doesNotContain("status=\"500\"");
    }

    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Names of all but the clients' own, which come and go, and those that carry virtual ones. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(n -> !n.startsWith("HttpClient") && !n.startsWith("ForkJoinPool"))
                .sorted()
                .toList();
    }
}
