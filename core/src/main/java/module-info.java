/** Unroll's engine: expressions, tensors, the recurrence compiler, modules, training. Needs the JDK and a JSON reader. */
module dev.unroll.core {
    requires static transitive org.jspecify;
    requires com.google.gson;

    exports dev.unroll.classic;
    exports dev.unroll.data;
    exports dev.unroll.expr;
    exports dev.unroll.inspect;
    exports dev.unroll.io;
    exports dev.unroll.kernel;
    exports dev.unroll.loss;
    exports dev.unroll.metrics;
    exports dev.unroll.nn;
    exports dev.unroll.optim;
    exports dev.unroll.recurrence;
    exports dev.unroll.tensor;
    exports dev.unroll.train;

    uses dev.unroll.kernel.KernelProvider;
}
