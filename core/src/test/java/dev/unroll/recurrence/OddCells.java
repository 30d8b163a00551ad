package dev.unroll.recurrence;

import java.util.List;

/** Cells that use the corners of the language. */
final class OddCells {
    static final Cell PEEPHOLES = Cell.parse("peepholes", """
            i  = sigmoid(Wxi x + Whi h + wci * c + bi)
            f  = sigmoid(Wxf x + Whf h + wcf * c + bf)
            c' = f * c + i * tanh(Wxc x + Whc h + bc)
            o  = sigmoid(Wxo x + Who h + wco * c' + bo)
            h' = o * tanh(c')
            """);

    static final Cell THREE_STATES = Cell.parse("three-states", """
            a' = tanh(Wa x + Ua c + ba)
            b' = 0.5 * b + sigmoid(Wb a' + wb * b)
            c' = c - a' * b'
            """);

    static final Cell OUTPUT_PRODUCT = Cell.parse("product-of-a-next-state", """
            s' = tanh(Wx x + Ws s + Wy y + b)
            y' = softplus(V s') / (1 + exp(-(U (s' * s))))
            """);

    static final Cell SHARED =
            Cell.parse("shared-matrix", "h' = tanh(W h + V x) * sigmoid(W h) + tanh(W (h * W h)) + 0.1");

    /** MUT1 of Jozefowicz, Zaremba and Sutskever 2015: x enters element by element. */
    static final Cell MUT1 = Cell.parse("mut1", """
            z  = sigmoid(Wxz x + bz)
            r  = sigmoid(Wxr x + Whr h + br)
            h' = tanh(Whh (r * h) + tanh(x) + bh) * z + h * (1 - z)
            """);

    static final Cell DEEP_INPUT = Cell.parse("deep-input", """
            e  = max(min(x^2, 0.8), x)
            h' = sqrt(1 + (W e + U h)^2) * tanh(P Q e) - log(2 + cos(w * h)) + V w
            """);

    /** MUT3 of the same paper: a product of a function of the state. */
    static final Cell MUT3 = Cell.parse("mut3", """
            z  = sigmoid(Wxz x + Whz tanh(h) + bz)
            r  = sigmoid(Wxr x + Whr h + br)
            h' = tanh(Whh (r * h) + Wxh x + bh) * z + h * (1 - z)
            """);

    /** The state is the pre-activation. */
    static final Cell OTHER_ORDER = Cell.parse("other-order", "h' = W tanh(h) + Wx x");

    static final Cell DELAY_LINE = Cell.parse("delay-line", """
            u' = h
            v' = u
            h' = tanh(Wx x + Wh h + Wu u + Wv v + b)
            """);

    static final Cell OPERAND_OF_STATES = Cell.parse("operand-of-states", """
            m  = tanh(c) * h + u / (2 + abs(h))
            c' = 0.7 * c + sigmoid(Wm m + Wx x) * sin(m)
            u' = relu(Wu (m * c')) + 0.5 * u
            h' = tanh(V (c' - u' * m) + wc * c' + b)
            """);

    static final Cell FUNCTIONS = Cell.parse("functions", """
            a  = relu(Wa x + Ua h + ba)
            s  = softplus(Ws x - Us c)
            e  = exp(-abs(We a))
            c' = max(min(s * e, 1.5), a / (1 + s)) - min(h, 0.3 * c)
            h' = cos(Wc c') * sqrt(0.5 + a) + sign(Uh h) * step(Ux x) * log(1 + s)
            """);

    static final Cell UNREAD_STATE = Cell.parse("unread-state", """
            trace' = tanh(Wx x + bt) * 0.9
            sum'   = sum + h
            h'     = tanh(Ux x + Uh h)
            """);

    static final Cell CONSTANTS = Cell.parse("constants", """
            k' = 0.5
            w' = b
            h' = 0.5 * tanh(W h + Wx x + V (0.25) + U b + k * h) + 0.5 * w
            """);

    static final Cell NO_INPUT = Cell.parse("no-input", "h' = tanh(W h + b) + 0.1 * h");

    static final Cell NO_RECURRENCE = Cell.parse("no-recurrence", "h' = sigmoid(Wg x + bg) * tanh(Wx x + b)");

    static final Cell TWO_NAMES = Cell.parse("two-names-of-one-state", """
            a' = tanh(Wx x + Wa a + Wh h)
            h' = a'
            """);

    /** A pre-activation that a later stage reads too, after another product. */
    static final Cell SKIP = Cell.parse("pre-activation-read-later", """
            a  = W h + U x
            h' = tanh(V sigmoid(a)) + a
            """);

    /** One product under two names, in two sums. */
    static final Cell ALIAS = Cell.parse("alias", """
            a  = h
            h' = tanh(W a + U x) * sigmoid(W h + V x)
            """);

    /** Two products, one of the other, that nothing depends on. */
    static final Cell DEAD_END = Cell.parse("dead-end", """
            v  = cos(W tanh(U x + V h))
            h' = tanh(Wx x + Wh h)
            """);

    /** One matrix in two sums, on values of two stages, and where nothing else is summed. */
    static final Cell SHARED_DEEP = Cell.parse("shared-deep", """
            u  = tanh(W h + Wx x + b)
            v  = tanh(W u + V c + bv)
            c' = 0.5 * c + sigmoid(V u + Ux x) * v
            h' = v + 0.3 * W (u * c')
            """);

    /** Every gate is normalised, and the cell state too (Ba, Kiros and Hinton 2016). */
    static final Cell NORMALISED = Cell.parse("normalised", """
            a  = W h + Wx x
            f  = sigmoid((a - mean(a)) / sqrt(var(a) + 1e-3) + bf)
            g  = U h + Ux x
            c' = f * c + (1 - f) * tanh(wg * (g - mean(g)) / sqrt(var(g) + 1e-3))
            h' = sigmoid(O h + bo) * tanh((c' - mean(c')) / sqrt(var(c') + 1e-3))
            """);

    /** Reductions of a state of the step before, of a vector, of nothing but a reduction, and multiplied by a matrix. */
    static final Cell REDUCTIONS = Cell.parse("reductions", """
            m' = mean(h) + 0.5 * m
            s  = sqrt(0.2 + mean(h^2)) + var(h) + 0.1 * mean(w * h) + mean(0.5)
            h' = tanh(W (h / s) + Wx x + mean(b) + V mean(h * mean(h))) + 0.2 * mean(m') + var(mean(m))
            """);

    /** An output that reads several values, one of them twice, one of the step before, and squashes what it reads. */
    static final Cell READOUT = Cell.parse("readout", """
            c' = 0.5 * c + tanh(W h + Wx x)
            y  = sigmoid(A tanh(c') + B h + by) * (A (c' * h) - 0.5 * U h + wy) / (1 + abs(B h))
            h' = tanh(V c' + 0.3 * h) - 0.1 * mean(c')
            """);

    /** The output is a function of the state before, of a vector and a constant. */
    static final Cell READOUT_OF_LEAVES = Cell.parse("readout-of-leaves", """
            h' = tanh(W h + Wx x + b)
            s' = h
            y  = A s + B b + C (0.5) + D mean(h')
            """);

    /** A learned gain that divides: in the padding beside the state 0 by 0. Not in {@link #ALL}: it has a pole at 0. */
    static final Cell GAIN = Cell.parse("gain", """
            a  = (Wx x + Wh h) / gain
            h' = tanh(a) * log(gain)
            init gain = 2
            """);

    static final List<Cell> ALL = List.of(
            PEEPHOLES,
            THREE_STATES,
            OUTPUT_PRODUCT,
            SHARED,
            SHARED_DEEP,
            NORMALISED,
            REDUCTIONS,
            READOUT,
            READOUT_OF_LEAVES,
            MUT1,
            DEEP_INPUT,
            MUT3,
            OTHER_ORDER,
            DELAY_LINE,
            OPERAND_OF_STATES,
            FUNCTIONS,
            UNREAD_STATE,
            CONSTANTS,
            NO_INPUT,
            NO_RECURRENCE,
            TWO_NAMES,
            SKIP,
            ALIAS,
            DEAD_END);

    private OddCells() {}
}
