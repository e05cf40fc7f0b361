#!/usr/bin/env python3
"""Makes kmeans.npz: what Lloyd's iteration and the silhouette give for 60 vectors of 5 numbers, in float64, for the tests to compare with.

    python3 make_kmeans.py            computes the results from data and init in the file, and writes them into it
    python3 make_kmeans.py --check    computes them again and compares with those in the file, and with scikit-learn where it is installed

Needs numpy (Debian: python3-numpy). data and init are float32 numbers; everything that is made of them is float64.

    data         60 × 5: draws around four centres
    init         4 × 5: its first rows, the first centres
    labels       the cluster of each row once none changes any more, numbered as init
    centres      4 × 5: their means
    inertia      the sum of squared distances to them
    silhouette   the mean over all rows of (b - a) / max(a, b)
"""
import pathlib
import sys

import numpy as np

FILE = pathlib.Path(__file__).resolve().parent / "kmeans.npz"


def lloyd(data, centres):
    labels = None
    while True:
        squares = ((data[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        nearest = squares.argmin(axis=1)
        if labels is not None and (nearest == labels).all():
            return labels, centres, squares.min(axis=1).sum()
        labels = nearest
        centres = np.stack([data[labels == c].mean(axis=0) for c in range(len(centres))])


def silhouette(data, labels):
    distances = np.sqrt(((data[:, None, :] - data[None, :, :]) ** 2).sum(axis=2))
    scores = []
    for row, own in enumerate(labels):
        sums = {c: distances[row, labels == c] for c in np.unique(labels)}
        if len(sums[own]) == 1:
            scores.append(0.0)
            continue
        a = sums[own].sum() / (len(sums[own]) - 1)
        b = min(d.mean() for c, d in sums.items() if c != own)
        scores.append((b - a) / max(a, b))
    return np.mean(scores)


def main():
    with np.load(FILE) as stored:
        stored = dict(stored)
    data, init = stored["data"].astype(np.float64), stored["init"].astype(np.float64)
    assert (data == data.astype(np.float32)).all() and (init == data[:4]).all()
    labels, centres, inertia = lloyd(data, init)
    made = {"data": data, "init": init, "labels": labels.astype(np.float64), "centres": centres,
            "inertia": np.array([inertia]), "silhouette": np.array([silhouette(data, labels)])}
    if "--check" not in sys.argv[1:]:
        np.savez_compressed(FILE, **made)
        print(f"{FILE.name}: inertia {inertia}, silhouette {made['silhouette'][0]}")
        return
    worst = max(np.abs(stored[name] - value).max() for name, value in made.items())
    assert worst < 1e-12, worst
    print(f"{FILE.name}: the same numbers, largest difference {worst:.1e}")
    try:
        from sklearn.cluster import KMeans
        from sklearn.metrics import silhouette_score
    except ImportError:
        print("scikit-learn is not installed: not compared with it")
        return
    other = KMeans(4, init=init, n_init=1, algorithm="lloyd", tol=0).fit(data)
    assert (other.labels_ == labels).all() and np.abs(other.cluster_centers_ - centres).max() < 1e-10
    assert abs(other.inertia_ - inertia) < 1e-9 and abs(silhouette_score(data, labels) - made["silhouette"][0]) < 1e-12
    print("scikit-learn has the same")


if __name__ == "__main__":
    main()
