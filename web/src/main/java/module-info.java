/** The page that shows trainings and looks into models, served by the JDK's own HTTP server. */
module dev.unroll.web {
    requires transitive dev.unroll.tasks;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports dev.unroll.web;
}
