#!/usr/bin/env python3
"""Makes pca.npz: principal components and whitened shares of a few vectors, for the tests to compare with.

    python3 make_pca.py     writes the file beside this script; needs numpy

Computed by the singular values of the centred vectors, not by their covariances. Signs of components are free: compare magnitudes.

    data            (40, 6), numbers that float32 holds exactly
    mean            (6)
    components      (6, 6), one a row, the one with the largest variance first
    variances       (6), by n - 1
    whitened        (40, 6), shares divided by the square root of the variances
    quarter_4       (40, 4), shares in the first four, divided by the fourth root of the variances
"""
import pathlib

import numpy as np

random = np.random.default_rng(20)
mixing = random.normal(size=(6, 6)) * np.array([4, 3, 2, 1.5, 1, 0.3])[:, None]
data = (random.normal(size=(40, 6)) @ mixing + random.normal(size=6) * 5).astype(np.float32).astype(np.float64)
mean = data.mean(axis=0)
_, singular, components = np.linalg.svd(data - mean, full_matrices=False)
variances = singular**2 / (len(data) - 1)
shares = (data - mean) @ components.T
np.savez(
    pathlib.Path(__file__).with_name("pca.npz"),
    data=data, mean=mean, components=components, variances=variances,
    whitened=shares / np.sqrt(variances), quarter_4=shares[:, :4] / variances[:4] ** 0.25)
