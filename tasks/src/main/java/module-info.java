/** Recipes from files to a trained model and back to answers; the faces of the program stand on them. */
module dev.unroll.tasks {
    requires transitive dev.unroll.core;
    requires de.siegmar.fastcsv;
    requires static org.jspecify;
    // For verbs that look into models; the launcher resolves them for those alone.
    requires static ojalgo;

    exports dev.unroll.tasks;
    exports dev.unroll.tasks.catalog;
    exports dev.unroll.tasks.check;
    exports dev.unroll.tasks.classify;
    exports dev.unroll.tasks.embed;
    exports dev.unroll.tasks.forecast;
    exports dev.unroll.tasks.gpt;
    exports dev.unroll.tasks.nplm;
    exports dev.unroll.tasks.items;
    exports dev.unroll.tasks.regress;
    exports dev.unroll.tasks.search;
    exports dev.unroll.tasks.serve;
    exports dev.unroll.tasks.tag;
    exports dev.unroll.tasks.translate;
    exports dev.unroll.tasks.tune;
    exports dev.unroll.tasks.zoo;
}
