"""Removing the printed lines of a page from a mask of its ink, and keeping the strokes that cross them."""

from __future__ import annotations

import numpy as np
from skimage.transform import hough_line, hough_line_peaks

# How far from straight a page may be held.
MAX_TILT = np.radians(8)
# A line crosses this share of the picture at least, from border to border, and is no thicker than this.
LEAST_COVER = 0.6
MAX_THICKNESS = 0.02


def without_ruled_lines(mask: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Remove nearly horizontal and nearly vertical lines that run across the whole mask.

    As in the removal of staff lines from sheet music: a pixel on a line goes where the ink across the line is
    no thicker than the line; where a stroke crosses, it is thicker and stays, and so does what is much darker.

    mask: (H, W) bool, what is dark. depth: (H, W), how dark it is.
    """
    across = _without_horizontal(mask, depth)
    return _without_horizontal(across.T, depth.T).T


def _without_horizontal(mask: np.ndarray, depth: np.ndarray) -> np.ndarray:
    height, width = mask.shape
    tilts = np.pi / 2 + np.linspace(-MAX_TILT, MAX_TILT, 33)
    votes, angles, distances = hough_line(mask, tilts)
    peaks = hough_line_peaks(votes, angles, distances, min_distance=4, threshold=LEAST_COVER * width)
    thickness = max(2.0, MAX_THICKNESS * max(mask.shape))
    runs = _vertical_runs(mask)
    columns = np.arange(width)
    rows = np.arange(height)[:, None]
    cleaned = mask.copy()
    for _, angle, distance in zip(*peaks, strict=True):
        line = (distance - columns * np.cos(angle)) / np.sin(angle)
        near = mask & (np.abs(rows - line) <= thickness / 2 + 1)
        covered = near.any(0)
        edge = max(2, width // 50)
        if covered.mean() < LEAST_COVER or not (covered[:edge].any() and covered[-edge:].any()):
            continue
        usual = float(np.percentile(runs[near], 25))  # most of a line is free of strokes
        if usual <= thickness:
            thin = near & (runs <= usual + 2)
            cleaned &= ~(thin & (depth <= 1.5 * np.percentile(depth[thin], 75)))
    return cleaned


def _vertical_runs(mask: np.ndarray) -> np.ndarray:
    """For each pixel of (H, W) the length of the vertical run of ink through it; 0 off the ink."""
    padded = np.pad(mask, ((1, 1), (0, 0))).astype(np.int8)
    change = np.diff(padded, axis=0)
    columns, starts = np.nonzero(change.T == 1)
    _, stops = np.nonzero(change.T == -1)
    lengths = np.zeros((mask.shape[0] + 1, mask.shape[1]), np.int32)
    np.add.at(lengths, (starts, columns), stops - starts)
    np.add.at(lengths, (stops, columns), starts - stops)
    return lengths.cumsum(0)[:-1]
