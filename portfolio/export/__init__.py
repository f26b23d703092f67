"""What a portfolio gives out: all of it to take home, tables for a spreadsheet; and how it comes back in."""
