"""Courses: Markdown in, one checked `Course` out; every mistake with its place and an example."""
