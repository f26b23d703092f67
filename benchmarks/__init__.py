"""Ratios to a floor or a peer of the same run. `make bench` runs all, `python -m benchmarks start` runs one."""
