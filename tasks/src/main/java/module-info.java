/** Recipes from files to a trained model and back to answers; the faces of the program stand on them. */
module dev.unroll.tasks {
    requires transitive dev.unroll.core;
    requires static org.jspecify;

    exports dev.unroll.tasks;
}
