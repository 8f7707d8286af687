"""The best pairing of two short lists: every pair that may be made has a weight, and the sum of the weights is greatest."""

from __future__ import annotations

from collections.abc import Sequence


def best_pairs(weights: Sequence[Sequence[float | None]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of greatest total weight, by row; ``None`` forbids a pair, and a row or column may stay alone.

    Weights are positive. The Hungarian method with potentials, cubic in the longer side; articles have a few dozen rows.
    """
    rows = len(weights)
    columns = max((len(row) for row in weights), default=0)
    size = max(rows, columns)
    if not rows or not columns:
        return []
    # a forbidden pair costs what staying alone costs, and is left out below
    cost = [[0.0] * (size + 1) for _ in range(size + 1)]
    for row, line in enumerate(weights, 1):
        for column, weight in enumerate(line, 1):
            cost[row][column] = -float(weight or 0)
    partner = _solve(cost, size)
    pairs = []
    for column in range(1, columns + 1):
        row = partner[column]
        if 1 <= row <= rows and column <= len(weights[row - 1]) and weights[row - 1][column - 1] is not None:
            pairs.append((row - 1, column - 1))
    return sorted(pairs)


def _solve(cost: Sequence[Sequence[float]], size: int) -> list[int]:
    left, right = [0.0] * (size + 1), [0.0] * (size + 1)
    partner, way = [0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        partner[0], column = row, 0
        least, used = [float("inf")] * (size + 1), [False] * (size + 1)
        while partner[column]:
            used[column] = True
            here, step, following = partner[column], float("inf"), 0
            for other in range(1, size + 1):
                if used[other]:
                    continue
                reduced = cost[here][other] - left[here] - right[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(size + 1):
                if used[other]:
                    left[partner[other]] += step
                    right[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            partner[column] = partner[way[column]]
            column = way[column]
    return partner
