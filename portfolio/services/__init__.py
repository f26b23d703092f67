"""What a student does: goals, choices, drafts, reflections, self-assessments, and the next step."""
