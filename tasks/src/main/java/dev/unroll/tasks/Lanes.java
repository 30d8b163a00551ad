package dev.unroll.tasks;

/**
 * Texts that a model reads side by side, a character of each in every step. Texts come and go between the steps, and always lie
 * in the first lanes. What is expected of a text does not depend on the others, to the last bit.
 */
public interface Lanes {
    /** At most so many lanes, see {@link dev.unroll.recurrence.Pieces#FEW_ROWS}. */
    int MOST = 64;

    /** Has another text begin in a lane. */
    void begin(int lane);

    /** Has the text of one lane go on in another. */
    void move(int from, int to);

    /**
     * Reads a character of each of the first {@code lanes} texts.
     *
     * @param tokens one for each; below 0 for a text that waits
     * @param scores gets those of each character after it, [lanes × vocabulary]; of a text that waits they mean nothing
     */
    void step(int[] tokens, int lanes, float[] scores);

    /** Numbers of a {@link #vector}. */
    int width();

    /** What the model has made of a lane's text in the last step, in which it must have read: what the scores are computed from. */
    float[] vector(int lane);
}
