"""Medians of interleaved runs, and a table of ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One job against its floor or peer."""

    job: str
    ours: float
    peer_name: str
    peer: float
    target: float
    """The ratio it should not exceed (or, without a peer, milliseconds)."""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours over the peer's; milliseconds where there is no peer."""
        return self.ours / self.peer if self.peer else self.ours

    def __str__(self) -> str:
        unit = " ms" if not self.peer else " x"
        peer = f"{self.peer:8.1f} {self.unit}" if self.peer else " " * 11
        verdict = "ok" if self.ratio <= self.target else "OVER"
        return (
            f"{self.job:52} {self.ours:8.1f} {self.unit}  {peer}  {self.ratio:6.2f}{unit}  "
            f"(target {self.target:g}{unit}) "
            f"{verdict}  {self.peer_name}"
        )


def once(do: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def against(
    job: str, ours: Callable[[], object], name: str, peer: Callable[[], object], target: float, runs: int
) -> Row:
    """Run both in turns and compare the medians."""
    mine, theirs = [], []
    for _run in range(runs):
        theirs.append(once(peer))
        mine.append(once(ours))
    return Row(job, statistics.median(mine), name, statistics.median(theirs), target)


def p95(values: list[float]) -> float:
    """The time that 95 of 100 calls keep within."""
    return sorted(values)[int(len(values) * 0.95)]
