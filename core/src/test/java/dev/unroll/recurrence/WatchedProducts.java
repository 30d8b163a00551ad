package dev.unroll.recurrence;

import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Kernels that note on which threads panel products run, and over how many rows: how a pass was split. */
record WatchedProducts(Kernels kernels, Set<Thread> threads, Set<Integer> rows) {
    WatchedProducts(Kernels kernels) {
        this(kernels, ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
    }

    WatchedProducts(Kernels kernels, Set<Thread> threads, Set<Integer> rows) {
        this.threads = threads;
        this.rows = rows;
        this.kernels = (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(kernels, arguments);
                        return result instanceof PanelProduct product ? watched(product) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private PanelProduct watched(PanelProduct product) {
        return (n, kc, a, ao, panel, po, c, co, ldc, accumulate) -> {
            threads.add(Thread.currentThread());
            rows.add(n);
            product.run(n, kc, a, ao, panel, po, c, co, ldc, accumulate);
        };
    }
}
