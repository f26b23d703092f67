"""A terminal learning portfolio. Every change is a version in a git repository that the student owns."""

__version__ = "0.1.0"
