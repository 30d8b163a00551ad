package dev.unroll.tasks.serve;

import dev.unroll.data.Vocabulary;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Draw;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.Sampling;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A text that a model writes: the same as {@link Sampler} writes alone. It waits while its reader is far behind, so that what is kept
 * for the reader is bounded.
 */
public final class Writing extends Passage {
    private final Vocabulary.Spelling spelling;
    private final int beginning;
    private final int[] prime;
    private final int length;
    private final int ahead;
    private final Draw draw;
    private final Stops stops;
    private int read;
    private int drawn;
    private volatile int written;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    /** Written and not taken yet. */
    private final StringBuilder ready = new StringBuilder();

    /**
     * What to write.
     *
     * @param prime text to continue
     * @param length symbols to write, at least 1
     * @param stops end it before the first of these strings
     */
    public record Order(String prime, int length, List<String> stops, Sampling sampling) {
        public Order {
            Check.that(length >= 1, "the length must be at least 1", length);
            stops = List.copyOf(stops);
            if (stops.contains("")) {
                throw new IllegalArgumentException("a stop string is empty; leave it out");
            }
        }
    }

    /**
     * Begins to write.
     *
     * @param ahead characters that may be written before the reader takes any
     * @throws IllegalArgumentException naming the characters that the model does not know
     */
    public Writing(Vocabulary vocabulary, Order order, int ahead, Duration limit) {
        super(limit);
        spelling = vocabulary.spelling();
        this.ahead = ahead;
        beginning = vocabulary.beginning();
        prime = vocabulary.encode(order.prime());
        Arrays.stream(prime).forEach(spelling::add);
        length = order.length();
        draw = new Draw(order.sampling(), vocabulary.size());
        stops = new Stops(order.stops());
    }

    @Override
    int next() {
        if (read > prime.length) {
            return isFarAhead() ? WAITS : drawn;
        }
        return read == 0 ? beginning : prime[read - 1];
    }

    private boolean isFarAhead() {
        lock.lock();
        try {
            return ready.length() >= ahead;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean read(float[] scores, int at, Lanes lanes, int lane) {
        read++;
        if (read <= prime.length) {
            return true;
        }
        drawn = draw.next(scores, at);
        boolean last = read - prime.length == length;
        String through = stops.add(spelling.add(drawn) + (last ? spelling.rest() : ""));
        boolean more = !last && !stops.isReached();
        written = read - prime.length;
        hand(more ? through : through + stops.rest());
        return more;
    }

    private void hand(String text) {
        if (text.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (ready.isEmpty()) {
                news.signal();
            }
            ready.append(text);
        } finally {
            lock.unlock();
        }
    }

    @Override
    void end(End how) {
        lock.lock();
        try {
            ready.append(stops.rest());
            super.end(how);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    void fail(Throwable why) {
        lock.lock();
        try {
            super.fail(why);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what was written since the last time, waiting for it.
     *
     * @return empty if nothing came in that time, or it is over
     */
    public String take(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            for (long left = atMost.toNanos(); ready.isEmpty() && !isOver() && left > 0; ) {
                left = news.awaitNanos(left);
            }
            String text = ready.toString();
            ready.setLength(0);
            return text;
        } finally {
            lock.unlock();
        }
    }

    /** Symbols written so far, those of a stop string and held ones too. */
    public int written() {
        return written;
    }

    /** Once finished: whether a stop string ended it. */
    public boolean isStopped() {
        return stops.isReached();
    }

    /** Symbols of what it continues. */
    public int given() {
        return prime.length;
    }
}
