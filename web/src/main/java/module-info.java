/** The page that shows trainings and looks into models, and the server of models, on the JDK's own HTTP server. */
module dev.unroll.web {
    requires transitive dev.unroll.tasks;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports dev.unroll.web;
    exports dev.unroll.web.serve;
}
