package dev.unroll.tasks;

import dev.unroll.data.WordVectors;
import dev.unroll.io.FileException;
import dev.unroll.nn.Embedding;
import java.nio.file.Path;

/** Word vectors that others have trained, for words to begin with. */
public final class GivenVectors {
    private GivenVectors() {}

    /**
     * Has the words that a file knows begin with its vectors.
     *
     * @param words whose numbers are the rows of the embedding
     * @return how many those are
     * @throws FileException if the file is damaged, or its vectors are of another width
     */
    public static int begin(Embedding embedding, Words words, Path file) {
        WordVectors given = WordVectors.read(file, words.numbers()::containsKey);
        int width = embedding.weight().size(1);
        if (given.width() != width) {
            throw new FileException(file + " has " + given.width() + " numbers a word, but the model " + width
                    + "; give --embedding " + given.width());
        }
        words.numbers()
                .forEach((word, row) -> given.of(word)
                        .ifPresent(
                                v -> System.arraycopy(v, 0, embedding.weight().data(), row * width, width)));
        return given.size();
    }
}
