"""Reusable pixels: cards, chips, stage bars, differences, the editor, the rubric grid."""
