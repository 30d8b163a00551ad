package dev.unroll.tasks.search;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTraining;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.tasks.MemoryTraining;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.train.Learner;

/** What the cells of a search are tried at: they are trained at it for a while, and the lower their loss then, the better. */
public sealed interface Trial {
    /** A fresh model of that cell and width, ready to be trained. */
    Learner learner(Engine engine, Cell cell, int hidden);

    /** Numbers to train in a model of that cell and width. */
    long parameters(Cell cell, int hidden);

    /** All that a score depends on beside the cell, its width and the number of updates. */
    JsonObject toJson();

    /** Predicting a text's next character. */
    record Text(Corpus corpus, TrainingSettings settings) implements Trial {
        @Override
        public Learner learner(Engine engine, Cell cell, int hidden) {
            return new LanguageModelTraining(engine, corpus, new Architecture(cell, hidden, 1), settings);
        }

        @Override
        public long parameters(Cell cell, int hidden) {
            return new Architecture(cell, hidden, 1)
                    .parameterCount(corpus.vocabulary().size());
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject().put("data", corpus.provenance()).put("training", settings.toJson());
        }
    }

    /** A made-up task. */
    record Memory(MemoryTask task, MemorySettings settings) implements Trial {
        @Override
        public Learner learner(Engine engine, Cell cell, int hidden) {
            return new MemoryTraining(engine, task, new Architecture(cell, hidden, 1), settings);
        }

        @Override
        public long parameters(Cell cell, int hidden) {
            return new Architecture(cell, hidden, 1).parameterCount(task.inputs(), task.outputs());
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject()
                    .put("memory_task", task.name())
                    .put("lag", task.lag())
                    .put("training", settings.toJson());
        }
    }
}
