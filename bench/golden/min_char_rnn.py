"""Records the loss of a vanilla character RNN, step by step, in float64 and in float32.

    python3 bench/golden/min_char_rnn.py TEXT > core/src/test/resources/golden/min-char-rnn.losses

The settings are those of the well-known min-char-rnn: 100 hidden units, one sequence of 25 characters a step, Adagrad
with rate 0.1, every gradient clipped to [-5, 5], the hidden state carried on until the text ends.

    h_t = tanh(Wxh x_t + Whh h_(t-1) + bh)      x_t one-hot
    y_t = Why h_t + by                          loss = sum over t of -log softmax(y_t)[x_(t+1)], in nats
    memory += g^2,  parameter -= 0.1 g / sqrt(memory + 1e-8)

Everything is reproducible in another language:
- the text is cut to its first 30,000 characters (its SHA-256 is recorded), the vocabulary is sorted by code point;
- before a step whose 26 characters would pass the end of the text, reading starts again at 0 with a zero state;
- uniforms come from splitmix64 with seed 1 as (next >>> 11) * 2^-53, which is what Java's SplittableRandom.nextDouble
  returns; a weight is the float32 nearest to 0.01 (u_1 + ... + u_12 - 6), nearly normal (Irwin-Hall) and free of
  library functions; Wxh, Whh and Why are filled in this order, row by row; biases are zero.

Adagrad's first steps of 0.1 throw the weights far out (the loss triples), and from there rounding grows about tenfold
every four steps: the trajectory is chaotic, and even float64 ends up 10 % apart when the hidden units are numbered
differently, which changes nothing but the order of summation. So the header also records how far apart several such
runs in float32 are: step by step at first, and in means of 100 steps. Closer than that no two correct programs agree.
"""

import hashlib
import sys

import numpy as np

HIDDEN, SEQUENCE, STEPS, RATE, CLIP, CHARACTERS = 100, 25, 1000, 0.1, 5.0, 30_000
MASK = (1 << 64) - 1


def uniforms(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield ((z ^ (z >> 31)) >> 11) * 2.0**-53


def initial(vocabulary):
    source = uniforms(1)

    def weights(rows, columns):
        values = []
        for _ in range(rows * columns):
            total = 0.0
            for _ in range(12):
                total += next(source)
            values.append(0.01 * (total - 6.0))
        return np.array(values).astype(np.float32).reshape(rows, columns)

    return [
        weights(HIDDEN, vocabulary),
        weights(HIDDEN, HIDDEN),
        weights(vocabulary, HIDDEN),
        np.zeros(HIDDEN, np.float32),
        np.zeros(vocabulary, np.float32),
    ]


def loss_and_gradients(parameters, tokens, state):
    """Loss of one sequence, the gradient of every parameter, and the last state."""
    wxh, whh, why, bh, by = parameters
    inputs, targets = tokens[:-1], tokens[1:]
    states, softmaxes, loss = [state], [], 0.0
    for x, target in zip(inputs, targets):
        states.append(np.tanh(wxh[:, x] + whh @ states[-1] + bh))
        y = why @ states[-1] + by
        y = y - y.max()
        exponentials = np.exp(y)
        total = exponentials.sum()
        softmaxes.append(exponentials / total)
        loss += np.log(total) - y[target]

    gradients = [np.zeros_like(p) for p in parameters]
    d_wxh, d_whh, d_why, d_bh, d_by = gradients
    d_later = np.zeros_like(state)
    for t in reversed(range(len(inputs))):
        d_y = softmaxes[t].copy()
        d_y[targets[t]] -= 1
        d_why += np.outer(d_y, states[t + 1])
        d_by += d_y
        d_sum = (why.T @ d_y + d_later) * (1 - states[t + 1] ** 2)
        d_bh += d_sum
        d_wxh[:, inputs[t]] += d_sum
        d_whh += np.outer(d_sum, states[t])
        d_later = whh.T @ d_sum
    return loss, gradients, states[-1]


def losses(tokens, start, precision):
    parameters = [p.astype(precision) for p in start]
    memories = [np.zeros_like(p) for p in parameters]
    rate, tiny = precision(RATE), precision(1e-8)
    position, state = 0, None
    for _ in range(STEPS):
        if state is None or position + SEQUENCE + 1 > len(tokens):
            position, state = 0, np.zeros(HIDDEN, precision)
        window = tokens[position : position + SEQUENCE + 1]
        loss, gradients, state = loss_and_gradients(parameters, window, state)
        for parameter, gradient, memory in zip(parameters, gradients, memories):
            np.clip(gradient, -CLIP, CLIP, out=gradient)
            memory += gradient * gradient
            parameter -= rate * gradient / np.sqrt(memory + tiny)
        yield float(loss)
        position += SEQUENCE


def renumbered(parameters, order):
    """The same network with its hidden units in another order: other roundings, same mathematics."""
    wxh, whh, why, bh, by = parameters
    return [wxh[order], whh[order][:, order], why[:, order], bh[order], by]


def main(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read(CHARACTERS)
    vocabulary = sorted(set(text))
    index = {character: i for i, character in enumerate(vocabulary)}
    tokens = [index[character] for character in text]
    start = initial(len(vocabulary))
    exact = np.array(list(losses(tokens, start, np.float64)))
    rounded = np.array(list(losses(tokens, start, np.float32)))
    shuffle = np.random.default_rng(0)
    runs = [rounded] + [
        np.array(list(losses(tokens, renumbered(start, shuffle.permutation(HIDDEN)), np.float32))) for _ in range(5)
    ]
    apart = np.max([abs(run - exact) / exact for run in runs], axis=0)
    means = exact.reshape(-1, 100).mean(axis=1)
    means_apart = np.max([abs(run.reshape(-1, 100).mean(axis=1) - means) / means for run in runs])
    print(f"# made by bench/golden/min_char_rnn.py with numpy {np.__version__}")
    print(f"# text: {len(text)} characters, {len(vocabulary)} distinct, "
          f"SHA-256 of its UTF-8 {hashlib.sha256(text.encode()).hexdigest()}")
    print(f"# loss of each of {STEPS} steps (nats, summed over {SEQUENCE} characters): in float64, in float32")
    print(f"# {len(runs)} float32 runs differing in summation order only are from float64 at most, relatively: "
          + ", ".join(f"{apart[:n].max():.1e} in steps 1 to {n}" for n in (3, 5, 10, 20, 100, STEPS))
          + f"; {means_apart:.1e} in means of 100 steps")
    for a, b in zip(exact, rounded):
        print(f"{a:.9f} {b:.9f}")


if __name__ == "__main__":
    main(sys.argv[1])
