"""Two ways of doing the same, timed side by side, so that a noisy machine is noisy for both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pair:
    """What was measured of ours and of its floor, in seconds, one entry a round; `worked` is our processor time alone."""

    what: str
    ours: list[float]
    floor: list[float]
    note: str = ""
    worked: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Ours to its floor: the median over rounds of the two measured one after the other."""
        return statistics.median(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def median(self) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.ours)

    @property
    def processor(self) -> float:
        """Milliseconds of processor time of this process: what a busy machine lengthens least."""
        return 1000 * statistics.median(self.worked)

    @property
    def late(self) -> float:
        """Milliseconds at the 95th percentile."""
        return 1000 * sorted(self.ours)[int(0.95 * (len(self.ours) - 1))]

    @property
    def floor_median(self) -> float:
        """Milliseconds of the floor."""
        return 1000 * statistics.median(self.floor)


def timed(do: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def side_by_side(
    what: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    rounds: int,
    note: str = "",
    before: Callable[[], object] = lambda: None,
) -> Pair:
    """Each done once to warm up, then `rounds` times, one after the other; `before` each round, untimed, what it needs."""
    pair = Pair(what, [], [], note)
    ours(), floor()
    for _ in range(rounds):
        before()
        began = time.process_time()
        pair.ours.append(timed(ours))
        pair.worked.append(time.process_time() - began)
        pair.floor.append(timed(floor))
    return pair
