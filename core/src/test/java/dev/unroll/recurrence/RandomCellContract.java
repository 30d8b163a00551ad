package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.CellCase.Sizes;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the cells that people wrote holds of a few hundred that nobody did; {@code -Dcells=N} for other numbers of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RandomCellContract {
    private static final int[] WIDTHS = {1, 7, 17, 65, 130};

    private final Kernels kernels;
    private final int cells;
    private final Engine team;

    /** @param cells how many, unless the command line says otherwise */
    protected RandomCellContract(Kernels kernels, int cells) {
        this.cells = Integer.getInteger("cells", cells);
        this.kernels = kernels;
        team = Engine.of(kernels, 3);
    }

    @AfterAll
    void dismiss() {
        team.close();
    }

    LongStream seeds() {
        return LongStream.rangeClosed(1, cells);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRandomCellIsACell(long seed) {
        Cell cell = RandomCell.of(seed);
        Engine engine = Engine.of(kernels, 1); // keeps what it compiles, of which other cells have nothing
        CellProperties it = new CellProperties(engine, cell, seed);
        int wide = WIDTHS[(int) (seed % WIDTHS.length)];
        int narrow = Math.min(wide, WIDTHS[2]);
        boolean tokens = seed % 2 == 0;
        it.printsAsItIsRead();
        it.gradientsAreSlopes();
        it.compiledIsInterpreted(new Sizes(3, 4, 6, wide, tokens));
        it.compiledIsInterpreted(new Sizes(1, 1, 1, narrow, false));
        it.compiledIsInterpreted(new Sizes(6, 11, 9, narrow, !tokens)); // too many rows for products step by step
        it.endsEarly(new Sizes(5, 3, 4, narrow, tokens), 2, 5, 1);
        it.whatLiesPastTheEndChangesNoBit(new Sizes(5, 3, 4, narrow, false), 2, 5, 1);
        it.bothDirectionsEndEarly(narrow, 4, 1, 3);
        it.cutInTwoIsTheWhole(new Sizes(4, 3, 5, narrow, tokens));
        it.sequencesDoNotMeet(new Sizes(3, 5, 4, narrow, tokens));
        it.aReachOfEverythingIsFullBackpropagation(narrow);
        it.streamingIsTheBatch(narrow);
        it.lanesDoNotDependOnEachOther(narrow);
        it.loadedIsSaved(narrow);
        it.threadsChangeNoBit(team, new Sizes(2, 12, 4, narrow, tokens)); // rows are shared out
        it.threadsChangeNoBit(team, new Sizes(2, 7, 4, 130, tokens)); // columns are
    }
}
