#!/usr/bin/env python3
"""Makes plain.npz and seed.npz: what two small autoencoders compute and learn, in float64, for the tests to compare with.

    python3 make_references.py            writes both files beside this script
    python3 make_references.py --check    computes them again and compares with the files there

Needs numpy and PyTorch (Debian: python3-numpy, python3-torch). Every input is rounded to float32 first, so that a float32 program starts
from exactly the same numbers; everything after that is float64. Gradients come from PyTorch's differentiation; the arithmetic of the
layers is written out below as Keras defines it, and --check also holds two of the layers against loops.

Names: <what>/<layer>/<parameter>, the layers named as the models name them.
    input                  the batch (batch, height, width, 3)
    initial/...            weights before the first step
    activation/<layer>     outputs at the first step, of the layer's rectifier where one follows
    error_gradient/...     gradients of the squared error alone (plain only)
    gradient/...           gradients of the whole loss at the first step
    step<N>/...            weights after N steps of Adam on the same batch
    mean/..., square/...   Adam's moments after the last step
    losses                 one row per step: squared error, activity penalty, weight penalty, total
    final/code, final/output   after the last step, in inference where the graph knows the difference
Layouts: pictures NHWC; kernels (height, width, in, out), of transposed convolutions (height, width, out, in); dense (in, out).
"""
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
ACTIVITY_L1 = WEIGHT_L2 = 1e-4
MOMENTUM, VARIANCE_EPSILON = 0.99, 1e-3


def single(values):
    """What float32 makes of the values, as float64."""
    return np.asarray(values).astype(np.float32).astype(np.float64)


class Graph:
    """Sizes of an autoencoder of two stages, its penalties, and how its random numbers are drawn."""

    def __init__(self, name, batch, height, width, filters, codes, normalised, slope, steps, penalised):
        self.name, self.batch, self.height, self.width = name, batch, height, width
        self.filters, self.codes, self.normalised = filters, codes, normalised
        self.slope, self.steps, self.penalised = slope, steps, penalised
        self.small = (height // 4, width // 4, filters[1])
        self.features = int(np.prod(self.small))

    def stages(self):
        """Layers in the order in which their weights are drawn: name, kernel shape, fan in, fan out."""
        a, b = self.filters
        return [
            ("conv2d", (3, 3, 3, a), 27, 9 * a),
            ("conv2d_1", (3, 3, a, b), 9 * a, 9 * b),
            ("dense", (self.features, self.codes), self.features, self.codes),
            ("dense_1", (self.codes, self.features), self.codes, self.features),
            ("conv2d_transpose", (3, 3, b, b), 9 * b, 9 * b),
            ("conv2d_transpose_1", (3, 3, a, b), 9 * b, 9 * a),
            ("conv2d_transpose_2", (3, 3, 3, a), 9 * a, 27),
        ]

    def draw_weights(self, random):
        """Glorot uniform kernels; biases and shifts that are not zero, so that they count."""
        norms = {"conv2d": "", "conv2d_1": "_1", "conv2d_transpose": "_2", "conv2d_transpose_1": "_3"} if self.normalised else {}
        weights = {}
        for layer, shape, fan_in, fan_out in self.stages():
            outputs = shape[2] if "transpose" in layer else shape[-1]
            weights[layer + "/kernel"] = single(random.uniform(-1, 1, shape) * np.sqrt(6 / (fan_in + fan_out)))
            weights[layer + "/bias"] = single(random.uniform(-0.1, 0.1, outputs))
            if layer in norms:
                norm = "batch_normalization" + norms[layer]
                weights[norm + "/gamma"] = single(random.uniform(0.8, 1.2, outputs))
                weights[norm + "/beta"] = single(random.uniform(-0.1, 0.1, outputs))
        return weights


def convolve(x, weights, layer):
    """Stride 2, 'same': an even size is padded below and right only. x is NCHW."""
    kernel = weights[layer + "/kernel"].permute(3, 2, 0, 1)
    return F.conv2d(F.pad(x, (0, 1, 0, 1)), kernel, weights[layer + "/bias"], stride=2)


def convolve_transposed(x, weights, layer, stride):
    """The gradient of that convolution: of the full result the first size·stride rows and columns, at stride 1 the middle."""
    kernel = weights[layer + "/kernel"].permute(3, 2, 0, 1)
    height, width = x.shape[2] * stride, x.shape[3] * stride
    first = 1 if stride == 1 else 0
    full = F.conv_transpose2d(x, kernel, stride=stride)
    return full[:, :, first:first + height, first:first + width] + weights[layer + "/bias"].view(1, -1, 1, 1)


class Run:
    """One forward pass with everything that it leaves behind."""

    def __init__(self, graph, weights, batch, moving=None):
        self.graph, self.weights, self.moving = graph, weights, moving
        self.statistics, self.outputs = {}, {}
        x = batch.permute(0, 3, 1, 2)
        for i, layer in enumerate(("conv2d", "conv2d_1")):
            x = self.finish(convolve(x, weights, layer), layer, i)
        flat = x.permute(0, 2, 3, 1).reshape(len(batch), -1)
        linear = flat @ weights["dense/kernel"] + weights["dense/bias"]
        code = F.relu(linear)
        rows = code @ weights["dense_1/kernel"] + weights["dense_1/bias"]
        height, width, channels = graph.small
        x = rows.view(-1, height, width, channels).permute(0, 3, 1, 2)
        for i, layer in enumerate(("conv2d_transpose", "conv2d_transpose_1")):
            x = self.finish(convolve_transposed(x, weights, layer, 2), layer, i + 2)
        logits = convolve_transposed(x, weights, "conv2d_transpose_2", 1)
        output = torch.sigmoid(logits)
        self.outputs |= {"dense": linear, "re_lu_code": code, "dense_1": rows, "conv2d_transpose_2": logits, "sigmoid": output}

        penalised = linear if graph.normalised else code
        self.error = ((output.permute(0, 2, 3, 1) - batch) ** 2).mean()
        self.activity = ACTIVITY_L1 * penalised.abs().sum() / len(batch)
        self.weight = WEIGHT_L2 * sum((weights[name] ** 2).sum() for name in graph.penalised)
        self.total = self.error + self.activity + self.weight

    def finish(self, x, layer, number):
        """The rectifier, and the normalisation behind it where the graph has one."""
        x = F.leaky_relu(x, self.graph.slope)
        if self.graph.normalised:
            layer = "batch_normalization" + (f"_{number}" if number else "")
            if self.moving is None:
                mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
                self.statistics[layer] = mean.detach(), variance.detach()
            else:
                mean, variance = self.moving[layer]
            per_channel = (1, -1, 1, 1)
            x = (x - mean.view(per_channel)) / torch.sqrt(variance.view(per_channel) + VARIANCE_EPSILON)
            x = x * self.weights[layer + "/gamma"].view(per_channel) + self.weights[layer + "/beta"].view(per_channel)
        self.outputs[layer] = x
        return x

    def losses(self):
        return [float(v) for v in (self.error, self.activity, self.weight, self.total)]


def as_array(tensor):
    """NCHW becomes NHWC."""
    return (tensor.detach().permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor.detach()).contiguous().numpy()


def train(graph, initial, batch):
    """Some steps of Adam on one batch, and all numbers that belong to them."""
    numbers = {"input": batch} | {"initial/" + name: values for name, values in initial.items()}
    batch = torch.tensor(batch)
    weights = {name: torch.tensor(values, requires_grad=True) for name, values in initial.items()}
    mean = {name: np.zeros_like(values) for name, values in initial.items()}
    square = {name: np.zeros_like(values) for name, values in initial.items()}
    moving, losses = {}, []
    for step in range(1, graph.steps + 1):
        run = Run(graph, weights, batch)
        losses.append(run.losses())
        if step == 1:
            numbers |= {"activation/" + name: as_array(values) for name, values in run.outputs.items()}
            if not graph.normalised:
                of_error = torch.autograd.grad(run.error, list(weights.values()), retain_graph=True)
                numbers |= {"error_gradient/" + name: g.numpy() for name, g in zip(weights, of_error)}
        gradients = dict(zip(weights, (g.numpy() for g in torch.autograd.grad(run.total, list(weights.values())))))
        if step == 1:
            numbers |= {"gradient/" + name: g for name, g in gradients.items()}
        for layer, (batch_mean, batch_variance) in run.statistics.items():
            old = moving.get(layer, (torch.zeros_like(batch_mean), torch.ones_like(batch_variance)))
            moving[layer] = tuple(o * MOMENTUM + n * (1 - MOMENTUM) for o, n in zip(old, (batch_mean, batch_variance)))
        rate = RATE * np.sqrt(1 - BETA2 ** step) / (1 - BETA1 ** step)
        for name, gradient in gradients.items():
            mean[name] = BETA1 * mean[name] + (1 - BETA1) * gradient
            square[name] = BETA2 * square[name] + (1 - BETA2) * gradient ** 2
            with torch.no_grad():
                weights[name] -= torch.tensor(rate * mean[name] / (np.sqrt(square[name]) + EPSILON))
        if step in (1, graph.steps):
            numbers |= {f"step{step}/{name}": values.detach().numpy().copy() for name, values in weights.items()}
    numbers |= {"mean/" + name: values for name, values in mean.items()} | {"square/" + name: values for name, values in square.items()}
    for layer, (moving_mean, moving_variance) in moving.items():
        numbers[f"step{graph.steps}/{layer}/moving_mean"] = moving_mean.numpy()
        numbers[f"step{graph.steps}/{layer}/moving_variance"] = moving_variance.numpy()
    with torch.no_grad():
        final = Run(graph, weights, batch, moving or None)
    numbers |= {"losses": np.array(losses), "final/code": as_array(final.outputs["re_lu_code"]), "final/output": as_array(final.outputs["sigmoid"])}
    return numbers


def plain():
    """ReLU, no normalisation, square. Weights are drawn again until some codes are active, some are not, and none is near the bend."""
    graph = Graph("plain", 2, 16, 16, (4, 8), 5, False, 0.0, 3, ["dense/kernel", "dense_1/kernel"])
    random = np.random.default_rng(20240607)
    batch = single(random.random((graph.batch, graph.height, graph.width, 3)))
    while True:
        initial = graph.draw_weights(random)
        with torch.no_grad():
            code = Run(graph, {n: torch.tensor(v) for n, v in initial.items()}, torch.tensor(batch)).outputs["re_lu_code"].numpy()
        clear = code > 1e-2
        if 5 <= clear.sum() <= 8 and (code > 0).sum() == clear.sum() and clear.any(axis=0).sum() >= 3:
            return train(graph, initial, batch)


def seed():
    """LeakyReLU and batch normalisation, and pictures that are not square."""
    graph = Graph("seed", 3, 24, 16, (4, 8), 6, True, 0.3, 5, ["dense/kernel"])
    random = np.random.default_rng(71)
    initial = graph.draw_weights(random)
    batch = single(random.random((graph.batch, graph.height, graph.width, 3)))
    return train(graph, initial, batch)


def check_layers():
    """The convolutions above against the sums that define them."""
    random = np.random.default_rng(1)
    x, bias = random.normal(size=(2, 6, 4, 3)), random.normal(size=5)
    down, up = random.normal(size=(3, 3, 3, 5)), random.normal(size=(3, 3, 5, 3))
    as_weights = lambda kernel: {"l/kernel": torch.tensor(kernel), "l/bias": torch.tensor(bias)}
    nchw = torch.tensor(x).permute(0, 3, 1, 2)

    expected = np.zeros((2, 3, 2, 5)) + bias
    for row, column, a, b in np.ndindex(3, 2, 3, 3):
        if 2 * row + a < 6 and 2 * column + b < 4:
            expected[:, row, column] += x[:, 2 * row + a, 2 * column + b] @ down[a, b]
    assert np.abs(as_array(convolve(nchw, as_weights(down), "l")) - expected).max() < 1e-12

    for stride in (1, 2):
        expected = np.zeros((2, 6 * stride, 4 * stride, 5)) + bias
        first = 1 if stride == 1 else 0
        for row, column, a, b in np.ndindex(6, 4, 3, 3):
            to_row, to_column = row * stride + a - first, column * stride + b - first
            if 0 <= to_row < 6 * stride and 0 <= to_column < 4 * stride:
                expected[:, to_row, to_column] += x[:, row, column] @ up[a, b].T
        assert np.abs(as_array(convolve_transposed(nchw, as_weights(up), "l", stride)) - expected).max() < 1e-12


def main():
    check = "--check" in sys.argv[1:]
    if check:
        check_layers()
    for name, make in (("plain", plain), ("seed", seed)):
        numbers, path = make(), HERE / (name + ".npz")
        if not check:
            np.savez_compressed(path, **numbers)
            print(f"{path.name}: {len(numbers)} arrays, {path.stat().st_size} bytes")
            continue
        with np.load(path) as stored:
            assert set(stored.files) == set(numbers), set(stored.files) ^ set(numbers)
            worst = max(np.abs(stored[k] - v).max() for k, v in numbers.items())
        assert worst < 1e-12, worst
        print(f"{path.name}: the same {len(numbers)} arrays, largest difference {worst:.1e}")


if __name__ == "__main__":
    main()
