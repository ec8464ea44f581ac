"""How much a code knows about the label: a nearest-neighbour and a linear probe.

Both fit on training codes and are scored on other codes; the network is not touched.
"""

import numpy as np


def nearest_neighbour_accuracy(
    codes: np.ndarray,
    labels: np.ndarray,
    test_codes: np.ndarray,
    test_labels: np.ndarray,
    neighbours: int = 5,
) -> float:
    """Accuracy of the majority label among the Euclidean nearest neighbours, in [0, 1].

    Args:
        codes, test_codes: ``(N, K)`` and ``(M, K)``.
        labels, test_labels: ``(N,)`` and ``(M,)`` integers.
        neighbours: how many vote.
    """
    from sklearn.neighbors import KNeighborsClassifier

    probe = KNeighborsClassifier(neighbours).fit(codes, labels)
    return float(probe.score(test_codes, test_labels))


def linear_accuracy(
    codes: np.ndarray, labels: np.ndarray, test_codes: np.ndarray, test_labels: np.ndarray
) -> float:
    """Accuracy of multinomial logistic regression on standardised codes, in [0, 1].

    Arguments as in :func:`nearest_neighbour_accuracy`; scikit-learn's L-BFGS with its default
    L2 penalty.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(codes, labels)
    return float(probe.score(test_codes, test_labels))
