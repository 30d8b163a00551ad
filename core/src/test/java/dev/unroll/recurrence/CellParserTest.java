package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unroll.expr.Expr;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CellParserTest {
    @Test
    void readsEquationsIntoTheirParts() {
        Cell lstm = Cell.library("lstm");
        assertThat(lstm.states()).containsExactly("c", "h");
        assertThat(lstm.output()).isEqualTo("h");
        assertThat(lstm.matrices()).containsExactly("Wxi", "Whi", "Wxf", "Whf", "Wxo", "Who", "Wxg", "Whg");
        assertThat(lstm.vectors()).containsExactly("bi", "bf", "bo", "bg");
        assertThat(lstm.inits()).isEqualTo(Map.of("bf", new Init.Constant(1)));
        assertThat(lstm.equations().getFirst())
                .isEqualTo(new Cell.Equation("i", Expr.parse("sigmoid(Wxi x + Whi h + bi)")));
        assertThat(lstm.equations().getLast()).isEqualTo(new Cell.Equation("h'", Expr.parse("o * tanh(c')")));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsPrintedIsReadBack(Cell cell) {
        assertThat(Cell.parse(cell.name(), cell.print())).isEqualTo(cell);
    }

    static Stream<Cell> cells() {
        return Stream.concat(Cell.libraryNames().stream().map(Cell::library), OddCells.ALL.stream());
    }

    @Test
    void readsASlidePastedAsText() {
        Cell slide = Cell.parse("lstm", """
                iₜ = σ(Wxi xₜ + Whi hₜ₋₁ + bi)
                f_t = σ(W_{xf} x_t + Whf h_{t-1} + bf)   # braces group
                o_{t} = σ(Wxo xₜ + Who h_{t − 1} + bo)
                gₜ = tanh(Wxg xₜ + Whg hₜ₋₁ + bg)

                cₜ = fₜ ⊙ cₜ₋₁ + iₜ · gₜ
                hₜ = oₜ ∘ tanh(cₜ)
                init bf = 1
                """.replace("\n", "\r\n"));
        Cell lstm = Cell.library("lstm");
        assertThat(slide.print()).isEqualTo(lstm.print().replace("Wxf", "W_xf"));
    }

    @Test
    void aTargetWithAnIndexIsAStateIfItIsReadBackOrIsTheOutput() {
        Cell cell = Cell.parse("cell", """
                u_t = tanh(W x_t)
                c_t = c_{t-1} + u_t
                h_t = tanh(c_t)
                """);
        assertThat(cell.states()).containsExactly("c", "h");
        assertThat(cell.equations().getFirst().target()).isEqualTo("u");
    }

    @Test
    void oneMatrixMayMeetTheSameOperandTwiceAndAnother() {
        Cell cell = Cell.parse("shared", "h' = tanh(W h + V x) * sigmoid(W h) + tanh(W (h * h))");
        assertThat(cell.matrices()).containsExactly("W", "V");
        assertThat(cell.products().stream().map(Expr::print))
                .containsExactly("W h", "V x", "W h^2".replace("h^2", "(h^2)"));
    }

    @Test
    void readsEveryInitialiser() {
        Cell cell = Cell.parse("irnn", """
                init Whh = identity
                h' = relu(Wxh x + Whh h + U h + scale * h + bh)
                init Wxh = uniform(0.08)
                init U = normal(1e-3)
                init scale = -0.5   # declared, so it needs no b or w
                """);
        assertThat(cell.inits())
                .isEqualTo(Map.of(
                        "Whh", new Init.Identity(),
                        "Wxh", new Init.Uniform(0.08),
                        "U", new Init.Normal(0.001),
                        "scale", new Init.Constant(-0.5)));
        assertThat(cell.vectors()).isEqualTo(List.of("scale", "bh"));
        assertThat(Cell.parse("irnn", cell.print())).isEqualTo(cell);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            h' = tanh(Wxh x + Whh hh)    | 1 | 23 | unknown name hh                         | did you mean h? (a vector parameter starts with b or w
            h' = tahn(Whh h)             | 1 | 6  | unknown function tahn                   | did you mean tanh?
            h' = tanh * h                | 1 | 6  | tanh is a function                      | tanh(
            h' = i * h;i = h             | 1 | 6  | i is read before its equation           | move its equation up
            h' = tanh(c');c' = h         | 1 | 11 | c' is read before its equation          | read the state before, c
            h' = h;h' = x                | 2 | 1  | h' is assigned twice                    | another name
            i = x;i = h;h' = i           | 2 | 1  | i is assigned twice                     | another name
            h' = x;h = x                 | 2 | 1  | h' is assigned already                  | a name of its own
            h' = h + c'                  | 1 | 10 | c' is read but never assigned           | did you mean h'?
            h' = h + c_{t-1}             | 1 | 10 | c one step back is read, but c is no state | c' =
            h = x                        | 1 | 1  | no equation gives a next state          | prime the target
            ''                           | 1 | 1  | no equation gives a next state          | prime the target
            # nothing but a comment      | 1 | 1  | no equation gives a next state          | prime the target
            x = h;h' = x                 | 1 | 1  | x is the input and cannot be assigned   | another name
            x' = h                       | 1 | 1  | x is the input and cannot be assigned   | another name
            W = h;h' = h                 | 1 | 1  | W is a matrix and cannot be assigned    | lower-case
            tanh = h;h' = h              | 1 | 1  | tanh is a function and cannot be assigned | another name
            h_{t-1} = x                  | 1 | 1  | the state before is given               | h'
            h' = h_{t+1}                 | 1 | 6  | h_{t+1} is no name                      | h_{t-1}
            h' = x_{t-1}                 | 1 | 6  | the input before is gone                | keep it in a state
            h' = x'                      | 1 | 6  | x' would be the next input              | write x
            h' = h + Whh                 | 1 | 10 | the matrix Whh has no operand           | write Whh h
            h' = Whh * h                 | 1 | 6  | the matrix Whh has no operand           | write Whh h
            h' = h / Whh                 | 1 | 10 | the matrix Whh has no operand           | write Whh h
            h' = W' h                    | 1 | 6  | the matrix W' has a prime               | only states
            h' = whh h                   | 1 | 10 | expected an operator (+ - * /) before h | upper-case
            h' tanh(h)                   | 1 | 4  | expected =, found tanh                  |
            = tanh(h)                    | 1 | 1  | expected an equation such as            |
            h' = x =                     | 1 | 8  | expected an operator or the end, found = |
            h' = h + bf;init bg = 1      | 2 | 6  | init names bg, which is no parameter    | did you mean bf?
            h' = h;init h = 1            | 2 | 6  | init names h, which is no parameter     |
            h' = h + b;init b = 1;init b = 2 | 3 | 6 | b is initialised twice               |
            h' = h + b;init b = identity | 2 | 10 | b is a vector                           |
            h' = W h;init W = identical  | 2 | 10 | unknown initialiser identical           | uniform(0.08)
            h' = W h;init W = ortogonal  | 2 | 10 | unknown initialiser ortogonal           | did you mean orthogonal?
            h' = h + b;init b = orthogonal | 2 | 10 | b is a vector                         |
            h' = W x + W h               | 1 | 12 | W is applied to x, which has a width    | a parameter of its own
            h' = h (1 - x)               | 1 | 6  | unknown function h                      | to multiply, write *
            h' = mean h                  | 1 | 6  | mean is a function                      | mean(
            h' = maen(h)                 | 1 | 6  | unknown function maen                   | did you mean mean?
            h' = var(h, x)               | 1 | 6  | var takes 1 argument, found 2           |
            var = h;h' = var             | 1 | 1  | var is a function and cannot be assigned | another name
            h' = Wxh x;y = h'            | 2 | 5  | h' is as wide as the states, and y has  | Wy h'
            h' = Wxh x;y = Wy h' + mean(Wy h') | 2 | 13 | mean(…) is as wide as the states   | Wy h'
            h' = Wxh x;y = Wy h' + U x   | 2 | 13 | y cannot read x itself                  | u = W x
            h' = Wxh x;y = Wy h' + x     | 2 | 13 | y cannot read x itself                  | u = W x
            h' = W h + b;y = V h' + b    | 2 | 12 | b serves y, which has a width of its own | a parameter of its own
            h' = W h;y = W h'            | 2 | 5  | W serves y, which has a width of its own | a parameter of its own
            y = V h;h' = W y             | 2 | 8  | y is what the step hands on             | another name
            h' = W h;init W = normal(-1) | 2 | 17 | the spread of a distribution cannot be negative |
            h' = W h;init W              | 2 | 7  | expected =, found the end               |
            """)
    void saysWhatIsWrongAndWhere(String text, int line, int column, String problem, String remedy) {
        CellException e = catchThrowableOfType(CellException.class, () -> Cell.parse("my", text.replace(';', '\n')));
        assertThat(e.problem()).startsWith(problem);
        assertThat(e.remedy()).contains(remedy == null ? "" : remedy);
        assertThat(e.line()).isEqualTo(line);
        assertThat(e.column()).isEqualTo(column);
    }

    @Test
    void theMessageReadsLikeACompilers() {
        assertThatThrownBy(() -> Cell.parse("my", "# mine\nh' = tanh(Wxh x + Whh hh + bh)  # new\n"))
                .hasMessage("""
                        cell my, line 2, column 23: unknown name hh
                            h' = tanh(Wxh x + Whh hh + bh)  # new
                                                  ^
                        did you mean h? (a vector parameter starts with b or w, or is declared with init)""");
    }

    @Test
    void anUnknownLibraryCellNamesTheKnownOnes() {
        assertThatThrownBy(() -> Cell.library("lstn"))
                .hasMessageStartingWith("unknown cell lstn; there are rnn, rnn-relu, rnn-preact, lstm, ")
                .hasMessageEndingWith("; did you mean lstm?");
    }
}
