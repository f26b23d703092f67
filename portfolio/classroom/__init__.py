"""What a teacher does: a class and its roster, the histories of its students, read safely."""
