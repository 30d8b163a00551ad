package dev.unroll.tasks;

/** Which Unroll this is; models remember which one made them. */
public final class Version {
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
