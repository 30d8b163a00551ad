package dev.unroll.tasks;

import dev.unroll.nn.Module;

/** A language model that is trained on windows of a text. */
public interface WindowModel extends Module, TextModel {
    @Override
    long parameterCount();
}
