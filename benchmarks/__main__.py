"""Runs the benchmarks named on the command line, or all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks import classes, exporting, growing, jobs
from benchmarks.measure import Row

JOBS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": jobs.start,
    "list": jobs.goal_list,
    "save": jobs.acknowledged,
    "commit": jobs.committed,
    "timeline": jobs.timeline,
    "difference": jobs.difference,
    "typing": jobs.typing,
    "growth": growing.growth,
    "site": exporting.pages,
    "fetch": classes.fetching,
    "class": classes.opening,
    "review": classes.reviewing,
    "memory": classes.memory,
    "district": classes.district,
}


def main() -> None:
    """Print a row for each measurement."""
    wanted = sys.argv[1:] or list(JOBS)
    for name in wanted:
        for row in JOBS[name]():
            print(row, flush=True)


if __name__ == "__main__":
    main()
