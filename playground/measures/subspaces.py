"""How two subspaces lie to each other."""

import numpy as np
from scipy.linalg import subspace_angles


def largest_principal_angle(first: np.ndarray, second: np.ndarray) -> float:
    """The largest principal angle between two column spans ``(D, K)``, in degrees.

    Björck and Golub, "Numerical methods for computing angles between linear subspaces", 1973;
    computed by SciPy. 0 means that the spans are equal.
    """
    return float(np.rad2deg(subspace_angles(first.astype(np.float64), second.astype(np.float64))[0]))
