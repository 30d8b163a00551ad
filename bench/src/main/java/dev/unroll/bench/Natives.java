package dev.unroll.bench;

import java.nio.file.Path;

/** Where JavaCPP unpacks native libraries: with the build, so that {@code clean} removes them, not in the home folder. */
final class Natives {
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";
    static final String FOLDER =
            Path.of("bench/target/natives").toAbsolutePath().toString();

    private Natives() {}

    /** Takes effect in this process; before the first native library is loaded. */
    static void unpackWithTheBuild() {
        System.setProperty(PROPERTY, FOLDER);
    }
}
