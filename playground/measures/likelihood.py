"""A loss is a likelihood in disguise: −log p of a picture under three models of its pixels.

Each takes a picture ``x`` and a reconstruction ``y`` of the same shape in [0, 1] and returns nats for
the whole picture. Bishop, "Pattern Recognition and Machine Learning", 2006, section 1.2.5.
"""

import numpy as np

GAUSSIAN_SCALE = 0.1
"""σ of the Gaussian pixel model, in [0, 1] units."""
LAPLACE_SCALE = 0.1
"""b of the Laplace pixel model, in [0, 1] units."""
CLAMP = 1e-6
"""A probability is kept this far from 0 and 1, or one wrong pixel would cost infinitely much."""


def laplace(picture: np.ndarray, reconstruction: np.ndarray, scale: float = LAPLACE_SCALE) -> float:
    """Σ |x − y| / b + log 2b: the L1 loss, up to a factor and a constant."""
    return float((np.abs(picture - reconstruction) / scale + np.log(2 * scale)).sum(dtype=np.float64))


def gaussian(picture: np.ndarray, reconstruction: np.ndarray, scale: float = GAUSSIAN_SCALE) -> float:
    """Σ (x − y)² / 2σ² + log σ√2π: the L2 loss, up to a factor and a constant."""
    constant = np.log(scale * np.sqrt(2 * np.pi))
    return float((((picture - reconstruction) / scale) ** 2 / 2 + constant).sum(dtype=np.float64))


def bernoulli(picture: np.ndarray, reconstruction: np.ndarray) -> float:
    """−Σ x log y + (1 − x) log(1 − y): the cross-entropy.

    On gray pixels this is a cross-entropy bound, not a normalised likelihood: a Bernoulli variable is
    0 or 1, never 0.4. Do not compare it with the two densities above.
    """
    probability = np.clip(reconstruction.astype(np.float64), CLAMP, 1 - CLAMP)
    return float(-(picture * np.log(probability) + (1 - picture) * np.log1p(-probability)).sum())
