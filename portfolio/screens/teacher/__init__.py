"""What a teacher sees: the class, and one student's portfolio to read."""
