package dev.unroll.tasks;

/**
 * How the next character is drawn from the probabilities.
 *
 * @param temperature divides the scores: below 1 more predictable, above 1 more surprising, 0 for always the likeliest
 * @param topK draw from so many of the likeliest only; 0 for all
 * @param topP draw from the fewest likeliest that have this probability together (Holtzman et al. 2020); 1 for all
 * @param seed the same seed writes the same text
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    public static final Sampling DEFAULT = new Sampling(1, 0, 1, 1);

    public Sampling {
        Check.that(temperature >= 0 && temperature < 1e6, "the temperature must be at least 0", temperature);
        Check.that(topK >= 0, "top-k must be at least 1, or 0 for all", topK);
        Check.that(topP > 0 && topP <= 1, "top-p must be above 0 and at most 1", topP);
    }
}
