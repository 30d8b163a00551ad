package dev.unroll.metrics;

/** The mean of losses in nats, of predictions taken up in batches. */
public final class MeanLoss {
    private double sum;
    private long count;

    /** Takes up so many predictions with that mean loss. */
    public void add(double mean, long predictions) {
        sum += mean * predictions;
        count += predictions;
    }

    /** Takes up one prediction, by the probability of what was right; one below 10⁻³⁸, which a float rounds to 0, counts as that. */
    public void add(double probability) {
        add(-Math.log(Math.max(1e-38, probability)), 1);
    }

    public long count() {
        return count;
    }

    /** NaN where nothing was predicted. */
    public double nats() {
        return sum / count;
    }

    public double bits() {
        return nats() / Math.log(2);
    }

    /** Among how many equally likely answers the predictions seem to choose. */
    public double perplexity() {
        return Math.exp(nats());
    }
}
