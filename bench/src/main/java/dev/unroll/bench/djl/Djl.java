package dev.unroll.bench.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/** The Deep Java Library: its LSTM block on its PyTorch engine, which brings a libtorch of its own, with MKL in it. */
public final class Djl implements Contender {
    /** Whether it takes part: LSTMs that are trained with Adam on one-hot inputs. */
    public static boolean supports(Workload workload) {
        return workload.cell().equals("lstm") && workload.rule() == Workload.Rule.ADAM && workload.embedding() == 0;
    }

    @Override
    public Job prepare(Workload workload, int threads) {
        // read by the engine when it loads
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Engine.getInstance().setRandomSeed(1);
        return new Training(workload);
    }

    /** Whole training steps on random tokens. */
    private static final class Training implements Job {
        private static final int BATCHES = 16;
        private static final float CLIP = 5;

        private record Batch(NDArray x, NDArray targets) {}

        private final Workload workload;
        private final NDManager manager = NDManager.newBaseManager();
        private final Trainer trainer;
        private final List<Parameter> parameters;
        private final List<Batch> batches = new ArrayList<>();
        private NDArray h;
        private NDArray c;
        private int next;

        Training(Workload workload) {
            this.workload = workload;
            Model model = Model.newInstance("lstm");
            model.setBlock(new CharacterModel(workload));
            trainer =
                    model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss("loss", 1, -1, true, false))
                            .optOptimizer(Adam.builder()
                                    .optLearningRateTracker(Tracker.fixed(2e-3f))
                                    .build()));
            Shape state = new Shape(workload.layers(), workload.batch(), workload.hidden());
            trainer.initialize(new Shape(workload.time(), workload.batch(), workload.vocabulary()), state, state);
            parameters = List.copyOf(model.getBlock().getParameters().values());
            h = manager.zeros(state);
            c = manager.zeros(state);
            long time = workload.time();
            NDArray tokens = manager.randomInteger(
                    0, workload.vocabulary(), new Shape(BATCHES * time + 1, workload.batch()), DataType.INT64);
            for (long start = 0; start < BATCHES * time; start += time) {
                NDArray x = tokens.get("{}:{}", start, start + time);
                NDArray targets =
                        tokens.get("{}:{}", start + 1, start + 1 + time).reshape(-1);
                batches.add(new Batch(x.oneHot(workload.vocabulary(), DataType.FLOAT32), targets));
            }
        }

        @Override
        public double units() {
            return workload.units();
        }

        @Override
        public double step() {
            Batch batch = batches.get(next++ % BATCHES);
            try (NDManager scope = manager.newSubManager()) {
                NDList inputs = new NDList(batch.x, h, c);
                NDList outputs;
                NDArray loss;
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    outputs = trainer.forward(inputs);
                    outputs.attach(scope);
                    loss = trainer.getLoss().evaluate(new NDList(batch.targets), new NDList(outputs.get(0)));
                    loss.attach(scope);
                    collector.backward(loss);
                }
                clip(scope);
                trainer.step();
                carry(outputs);
                return loss.getFloat();
            }
        }

        /** By the total norm; DJL's own clipping is by value. */
        private void clip(NDManager scope) {
            double squares = 0;
            List<NDArray> gradients = new ArrayList<>();
            for (Parameter parameter : parameters) {
                NDArray gradient = parameter.getArray().getGradient();
                gradient.attach(scope);
                gradients.add(gradient);
                try (NDArray norm = gradient.norm()) {
                    squares += Math.pow(norm.getFloat(), 2);
                }
            }
            double factor = CLIP / (Math.sqrt(squares) + 1e-6);
            if (factor < 1) {
                gradients.forEach(gradient -> gradient.muli(factor));
            }
        }

        private void carry(NDList outputs) {
            NDArray oldH = h;
            NDArray oldC = c;
            h = outputs.get(1).stopGradient();
            c = outputs.get(2).stopGradient();
            h.attach(manager);
            c.attach(manager);
            oldH.close();
            oldC.close();
        }
    }
}
