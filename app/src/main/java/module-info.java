/** The command line. The faster kernels are found by service binding, so that the program starts without them too. */
module dev.unroll.app {
    requires dev.unroll.tasks;
    requires static org.jspecify;
    requires info.picocli;
    // For verbs that draw or serve; the launcher resolves them for those alone.
    requires static dev.unroll.web;
    requires static java.desktop;
    requires static xchart;

    opens dev.unroll.app to
            info.picocli;
}
