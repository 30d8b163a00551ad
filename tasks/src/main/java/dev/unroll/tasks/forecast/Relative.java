package dev.unroll.tasks.forecast;

/** What the values of a window are read and forecast relative to, after they have been standardised over the training part. */
public enum Relative {
    /** To nothing: as they are. */
    NONE,
    /** To the last value that is known (Zeng et al. 2023), which a fresh model repeats: a level that drifts away changes nothing. */
    LAST,
    /** To mean and deviation of the window's known part (Kim et al. 2022): a swing that grows changes nothing either. */
    WINDOW
}
