/** The command line. The faster kernels are found by service binding, so that the program starts without them too. */
module dev.unroll.app {
    requires dev.unroll.tasks;
    requires static org.jspecify;
    requires info.picocli;

    opens dev.unroll.app to
            info.picocli;
}
