"""Two ways of doing the same, timed side by side, so that a noisy machine is noisy for both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """What was measured of ours and of its floor, in seconds, one entry a round."""

    what: str
    ours: list[float]
    floor: list[float]
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours to its floor: the median over rounds of the two measured one after the other."""
        return statistics.median(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    def row(self) -> str:
        """A line of the table: milliseconds at the median and at the 95th percentile, and the ratio."""
        late = sorted(self.ours)[int(0.95 * (len(self.ours) - 1))]
        numbers = (1000 * statistics.median(self.ours), 1000 * late, 1000 * statistics.median(self.floor), self.ratio)
        return f"{self.what:<28}" + "".join(f"{number:>12.1f}" for number in numbers) + f"  {self.note}"


HEADER = f"{'':<28}" + "".join(f"{word:>12}" for word in ("ms, median", "ms, 95th", "ms, floor", "ratio"))


def side_by_side(
    what: str, ours: Callable[[], object], floor: Callable[[], object], rounds: int, note: str = ""
) -> Pair:
    """Each done once to warm up, then `rounds` times, one after the other."""
    pair = Pair(what, [], [], note)
    ours(), floor()
    for _ in range(rounds):
        for times, do in ((pair.ours, ours), (pair.floor, floor)):
            began = time.perf_counter()
            do()
            times.append(time.perf_counter() - began)
    return pair
