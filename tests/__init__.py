"""Scenarios people care about, on real temporary repositories."""
