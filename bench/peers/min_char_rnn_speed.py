"""W3 in numpy, as a worker of the benchmark: a vanilla character RNN trained on random characters.

    python3 bench/peers/min_char_rnn_speed.py plain|vectorised

Whole steps of min-char-rnn's setting (100 hidden units, 25 characters, batch 1, Adagrad 0.1, gradients clipped to
[-5, 5]) in float32. `plain` takes the formulas character by character, the way such scripts are written; `vectorised`
keeps only the recurrence in the time loop, as fast as numpy gets. The protocol is that of dev.unroll.bench.Worker.
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent / "golden"))
from min_char_rnn import loss_and_gradients

HIDDEN, SEQUENCE, VOCABULARY, BATCHES = 100, 25, 65, 16

random = np.random.default_rng(1)
tokens = random.integers(VOCABULARY, size=BATCHES * SEQUENCE + 1)
wxh = (random.standard_normal((HIDDEN, VOCABULARY)) * 0.01).astype(np.float32)
whh = (random.standard_normal((HIDDEN, HIDDEN)) * 0.01).astype(np.float32)
why = (random.standard_normal((VOCABULARY, HIDDEN)) * 0.01).astype(np.float32)
bh = np.zeros(HIDDEN, np.float32)
by = np.zeros(VOCABULARY, np.float32)
parameters = [wxh, whh, why, bh, by]
memories = [np.zeros_like(p) for p in parameters]
states = np.zeros((SEQUENCE + 1, HIDDEN), np.float32)
d_sums = np.empty((SEQUENCE, HIDDEN), np.float32)
rows = np.arange(SEQUENCE)
one_hot = np.eye(VOCABULARY, dtype=np.float32)


def vectorised(window):
    x, targets = window[:-1], window[1:]
    states[0] = states[SEQUENCE]
    from_input = wxh.T[x] + bh
    for t in range(SEQUENCE):
        np.tanh(from_input[t] + whh @ states[t], out=states[t + 1])
    y = states[1:] @ why.T + by
    y -= y.max(axis=1, keepdims=True)
    p = np.exp(y)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, targets]).sum()

    p[rows, targets] -= 1
    d_outputs = p @ why
    slopes = 1 - states[1:] ** 2
    d_later = np.zeros(HIDDEN, np.float32)
    whh_t = whh.T
    for t in reversed(range(SEQUENCE)):
        np.multiply(d_outputs[t] + d_later, slopes[t], out=d_sums[t])
        d_later = whh_t @ d_sums[t]
    gradients = [
        d_sums.T @ one_hot[x],
        d_sums.T @ states[:-1],
        p.T @ states[1:],
        d_sums.sum(axis=0),
        p.sum(axis=0),
    ]
    return loss, gradients


def plain(window):
    loss, gradients, states[SEQUENCE] = loss_and_gradients(parameters, window, states[SEQUENCE])
    return loss, gradients


def step(number):
    start = number % BATCHES * SEQUENCE
    loss, gradients = method(tokens[start : start + SEQUENCE + 1])
    for parameter, gradient, memory in zip(parameters, gradients, memories):
        np.clip(gradient, -5, 5, out=gradient)
        memory += gradient * gradient
        parameter -= np.float32(0.1) * gradient / np.sqrt(memory + np.float32(1e-8))
    return loss / SEQUENCE


method = {"plain": plain, "vectorised": vectorised}[sys.argv[1]]
done = 0
print("first", step(done), SEQUENCE, flush=True)
for line in sys.stdin:
    steps = int(line.split()[1])
    begin = time.perf_counter_ns()
    for _ in range(steps):
        done += 1
        result = step(done)
    print("ran", time.perf_counter_ns() - begin, result, flush=True)
