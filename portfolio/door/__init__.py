"""The door: every change to a portfolio goes through `Portfolio.change`, every reading through `View`."""

from portfolio.door.change import Change
from portfolio.door.portfolio import Portfolio
from portfolio.door.view import HistoryView, Owner, Problem, View

__all__ = ["Change", "HistoryView", "Owner", "Portfolio", "Problem", "View"]
