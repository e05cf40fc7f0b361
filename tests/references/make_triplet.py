#!/usr/bin/env python3
"""Makes triplet.npz: what the triplet loss and its gradients are for 8 triplets of 5 numbers, in float64, for the tests to compare with.

    python3 make_triplet.py            computes the results from anchor, positive and negative in the file, and writes them into it
    python3 make_triplet.py --check    computes them again and compares with those in the file; PyTorch's autograd gave the same to 1e-12

Needs nothing but Python. anchor, positive and negative are the float32 numbers that go in, (8, 5) each; the first two of them lie near each other, and so do some of the third.

    normalised_<name>              (8, 5): x / sqrt(max(sum x^2, 1e-12))
    per_triplet_<distance>         (8): max(0, d(anchor, positive) - d(anchor, negative) + 0.2) of the normalised rows
    grad_<distance>_<name>         (8, 5): the gradient of their mean with respect to the rows before they are normalised

with the distances "squared" (of Euclid) and "euclid".
"""
import ast
import math
import pathlib
import struct
import sys
import zipfile

FILE = pathlib.Path(__file__).with_name("triplet.npz")
NAMES = ("anchor", "positive", "negative")
MARGIN = 0.2


def read(path):
    arrays = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            data = archive.read(entry)
            end = 10 + struct.unpack("<H", data[8:10])[0]
            header = ast.literal_eval(data[10:end].decode())
            assert header["descr"] == "<f8" and not header["fortran_order"], entry
            arrays[entry[: -len(".npy")]] = (header["shape"], [x for x, in struct.iter_unpack("<d", data[end:])])
    return arrays


def write(path, arrays):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (shape, values) in arrays.items():
            header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
            header += " " * (-(len(header) + 11) % 64) + "\n"
            data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(values)}d", *values)
            archive.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def rows(array):
    (count, length), values = array
    return [values[i * length:(i + 1) * length] for i in range(count)]


def length(x):
    return math.sqrt(max(sum(v * v for v in x), 1e-12))


def distance_and_gradient(a, b, squared):
    """The distance of two rows, and its gradient with respect to the first; the second's is the opposite."""
    difference = [p - q for p, q in zip(a, b)]
    square = sum(d * d for d in difference)
    if squared:
        return square, [2 * d for d in difference]
    root = math.sqrt(square)
    return root, [d / root for d in difference]


def compute(inputs):
    raw = {name: rows(inputs[name]) for name in NAMES}
    unit = {name: [[v / length(x) for v in x] for x in raw[name]] for name in NAMES}
    count, width = inputs["anchor"][0]
    results = {f"normalised_{name}": ((count, width), [v for x in unit[name] for v in x]) for name in NAMES}
    for kind in ("squared", "euclid"):
        losses, gradients = [], {name: [] for name in NAMES}
        for a, p, n, *lengths in zip(*(unit[name] for name in NAMES), *([length(x) for x in raw[name]] for name in NAMES)):
            (near, to_p), (far, to_n) = distance_and_gradient(a, p, kind == "squared"), distance_and_gradient(a, n, kind == "squared")
            losses.append(max(0.0, near - far + MARGIN))
            share = 1 / count if losses[-1] > 0 else 0.0
            parts = ([share * (x - y) for x, y in zip(to_p, to_n)], [-share * x for x in to_p], [share * y for y in to_n])
            for name, y, g, size in zip(NAMES, (a, p, n), parts, lengths):
                along = sum(u * v for u, v in zip(y, g))
                gradients[name] += [(v - u * along) / size for u, v in zip(y, g)]
        results[f"per_triplet_{kind}"] = ((count,), losses)
        results.update({f"grad_{kind}_{name}": ((count, width), gradients[name]) for name in NAMES})
    return results


def main():
    known = read(FILE)
    results = compute(known)
    if "--check" in sys.argv[1:]:
        worst = max(abs(x - y) for name, (_, values) in results.items() for x, y in zip(values, known[name][1], strict=True))
        print(f"largest difference {worst:.3g}")
        sys.exit(worst > 1e-12)
    write(FILE, {**{name: known[name] for name in NAMES}, **results})


main()
