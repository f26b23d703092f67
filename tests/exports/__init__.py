"""Exported files in the programs people open them with; run by `make test-exports`, since they want those installed."""
