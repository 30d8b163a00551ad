package dev.unroll.bench;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fastest multiply-adds this machine can do: independent chains of them in registers, no memory.
 *
 * <p>It takes part in the rotation like a peer, because the speed of a hosted machine changes from minute to minute;
 * its units are floating-point operations.
 */
final class FmaPeak implements Contender {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** More than latency (4) × throughput (2) of today's cores, and with the two operands still within 16 registers. */
    private static final int CHAINS = 12;

    private static final int ROUNDS = 500_000;

    @Override
    public Job prepare(Workload workload, int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        double units = 2.0 * CHAINS * ROUNDS * SPECIES.length() * threads;
        return new Job() {
            @Override
            public double step() {
                try {
                    double sum = 0;
                    for (Future<Float> done :
                            executor.invokeAll(Collections.<Callable<Float>>nCopies(threads, FmaPeak::chains))) {
                        sum += done.resultNow();
                    }
                    // used, so that the loop is not optimised away; it means nothing
                    return sum * 0;
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }

            @Override
            public double units() {
                return units;
            }
        };
    }

    private static float chains() {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector term = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector a = term;
        FloatVector b = term;
        FloatVector c = term;
        FloatVector d = term;
        FloatVector e = term;
        FloatVector f = term;
        FloatVector g = term;
        FloatVector h = term;
        FloatVector i = term;
        FloatVector j = term;
        FloatVector k = term;
        FloatVector l = term;
        for (int n = 0; n < ROUNDS; n++) {
            a = a.fma(factor, term);
            b = b.fma(factor, term);
            c = c.fma(factor, term);
            d = d.fma(factor, term);
            e = e.fma(factor, term);
            f = f.fma(factor, term);
            g = g.fma(factor, term);
            h = h.fma(factor, term);
            i = i.fma(factor, term);
            j = j.fma(factor, term);
            k = k.fma(factor, term);
            l = l.fma(factor, term);
        }
        FloatVector sum = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l);
        return sum.lane(0);
    }
}
