"""How the portfolio remembers: objects, the reference, the index, messages, the log. The only room that knows git."""
