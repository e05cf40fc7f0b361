#!/usr/bin/env python3
"""Makes colour.npz: banded colour histograms of small pictures, for the tests to compare with.

    python3 make_colour_references.py     writes the file beside this script

Needs nothing but Python. Hue, saturation and value are computed as fractions, straight from the definition of the hexcone, so that no rounding decides into
which bin a colour at a border falls.

    picture/<name>      (height, width, 3), whole numbers 0 to 255
    histogram/<name>    (512), square roots of shares, in the order band, hue, saturation, value
"""
import math
import pathlib
import random
import struct
import zipfile
from fractions import Fraction as F

BANDS, HUES, SATURATIONS, VALUES, ENOUGH = 4, 8, 4, 4, 64


def hsv(red, green, blue):
    """Hue in turns, 0 to below 1; saturation 0 to 1; value 0 to below 1."""
    most, least = max(red, green, blue), min(red, green, blue)
    if most == least:
        return F(0), F(0), F(most, 256)
    chroma = F(most - least)
    if most == red:
        sixths = (green - blue) / chroma % 6
    elif most == green:
        sixths = (blue - red) / chroma + 2
    else:
        sixths = (red - green) / chroma + 4
    return sixths / 6, chroma / most, F(most, 256)


def histogram(picture):
    height, width = len(picture), len(picture[0])
    step = max(1, min(height, width) // ENOUGH)
    counts = [0] * (BANDS * HUES * SATURATIONS * VALUES)
    for y in range(0, height, step):
        for x in range(0, width, step):
            hue, saturation, value = hsv(*picture[y][x])
            band = math.floor(F(y, height) * BANDS)
            bins = math.floor(hue * HUES), min(math.floor(saturation * SATURATIONS), SATURATIONS - 1), math.floor(value * VALUES)
            counts[((band * HUES + bins[0]) * SATURATIONS + bins[1]) * VALUES + bins[2]] += 1
    total = sum(counts)
    return [math.sqrt(count / total) for count in counts]


def pictures():
    rng = random.Random(7)
    colour = lambda: [rng.randrange(256) for _ in range(3)]
    yield 'noise', [[colour() for _ in range(10)] for _ in range(12)]
    yield 'odd', [[colour() for _ in range(5)] for _ in range(7)]
    yield 'low', [[colour() for _ in range(9)] for _ in range(2)]
    # Every second pixel of it is looked at.
    yield 'large', [[[(3 * x + rng.randrange(40)) % 256, (5 * y) % 256, (x * y) % 256] for x in range(141)] for y in range(130)]
    # Colours at the borders of bins: primaries and their mixtures, greys, halves and quarters.
    steps = [0, 63, 64, 127, 128, 191, 192, 255]
    yield 'borders', [[[r, g, b] for g in steps for b in steps] for r in steps]


def npy(shape, values):
    header = ("{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }" % ''.join(f'{axis}, ' for axis in shape)).encode()
    header += b' ' * (-(10 + len(header) + 1) % 64) + b'\n'
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header + struct.pack(f'<{len(values)}d', *values)


with zipfile.ZipFile(pathlib.Path(__file__).resolve().parent / 'colour.npz', 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, picture in pictures():
        shape = len(picture), len(picture[0]), 3
        numbers = [channel for row in picture for pixel in row for channel in pixel]
        made = histogram(picture)
        for key, content in ((f'picture/{name}', npy(shape, numbers)), (f'histogram/{name}', npy((len(made),), made))):
            archive.writestr(zipfile.ZipInfo(key + '.npy'), content, zipfile.ZIP_DEFLATED)
