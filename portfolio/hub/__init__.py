"""Where histories meet: a stick, a shared folder or a git server; nothing here is ever forced."""
