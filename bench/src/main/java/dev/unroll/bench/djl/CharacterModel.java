package dev.unroll.bench.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.unroll.bench.Workload;
import org.jspecify.annotations.Nullable;

/** Stacked LSTMs and an output layer; reads (x, h, c) and returns (logits, h, c). */
final class CharacterModel extends AbstractBlock {
    private final Workload workload;
    private final Block layers;
    private final Block output;

    CharacterModel(Workload workload) {
        this.workload = workload;
        layers = addChildBlock(
                "layers",
                LSTM.builder()
                        .setStateSize(workload.hidden())
                        .setNumLayers(workload.layers())
                        .optBatchFirst(false)
                        .optReturnState(true)
                        .build());
        output = addChildBlock(
                "output", Linear.builder().setUnits(workload.vocabulary()).build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> options) {
        NDList returned = layers.forward(store, inputs, training);
        NDArray rows = returned.get(0).reshape(-1, workload.hidden());
        NDArray logits = output.forward(store, new NDList(rows), training).singletonOrThrow();
        return new NDList(logits, returned.get(1), returned.get(2));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        layers.initialize(manager, type, inputs);
        output.initialize(manager, type, new Shape(workload.units(), workload.hidden()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(workload.units(), workload.vocabulary()), inputs[1], inputs[2]};
    }
}
