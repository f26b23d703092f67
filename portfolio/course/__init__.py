"""Courses: Markdown in, one checked `Course` out; every mistake with its place and an example."""

from portfolio.course.reader import Mistake, read_course
from portfolio.course.shelf import Shelf, canonical_files, course_version, folder_files, shipped

__all__ = ["Mistake", "Shelf", "canonical_files", "course_version", "folder_files", "read_course", "shipped"]
