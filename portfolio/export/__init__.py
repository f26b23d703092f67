"""What goes out of a portfolio: files that others can open without this program."""
