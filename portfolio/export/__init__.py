"""What goes out of a portfolio for readers without this program, all of it to take home; and how it comes back in."""
