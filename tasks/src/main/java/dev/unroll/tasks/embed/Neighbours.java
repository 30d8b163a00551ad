package dev.unroll.tasks.embed;

import dev.unroll.tasks.Figure;
import dev.unroll.tasks.items.Items;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a nearest neighbour says: the label of the item whose vector is nearest by Euclidean distance.
 *
 * @param nearest of each item, its number among those that are searched
 * @param accuracy of the label that it has
 * @param usual accuracy of who says the most frequent label of those that are searched
 */
public record Neighbours(int[] nearest, Figure accuracy, Figure usual) {
    /** Among the items themselves, of which none is its own neighbour. */
    public static Neighbours of(Autoencoder model, Items asked) {
        return of(model, asked, asked, true);
    }

    /** Among others. */
    public static Neighbours of(Autoencoder model, Items asked, Items searched) {
        return of(model, asked, searched, false);
    }

    private static Neighbours of(Autoencoder model, Items asked, Items searched, boolean same) {
        float[][] vectors = model.vectors(asked);
        float[][] among = same ? vectors : model.vectors(searched);
        int[] nearest = new int[vectors.length];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = nearest(vectors[i], among, same ? i : -1);
        }
        String most = searched.labels().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        List<String> right = asked.labels();
        return new Neighbours(
                nearest,
                share(right.size(), i -> right.get(i).equals(searched.labels().get(nearest[i]))),
                share(right.size(), i -> right.get(i).equals(most)));
    }

    private interface Holds {
        boolean of(int item);
    }

    private static Figure share(int count, Holds holds) {
        return Figure.of(count, drawn -> {
            double sum = 0;
            for (int i : drawn) {
                sum += holds.of(i) ? 1 : 0;
            }
            return sum / drawn.length;
        });
    }

    private static int nearest(float[] vector, float[][] among, int not) {
        int best = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int j = 0; j < among.length; j++) {
            float distance = 0;
            for (int d = 0; d < vector.length; d++) {
                float off = vector[d] - among[j][d];
                distance += off * off;
            }
            if (j != not && (best < 0 || distance < least)) {
                best = j;
                least = distance;
            }
        }
        return best;
    }
}
