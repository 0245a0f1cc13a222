"""Who may import a register: it changes thousands of records at once."""

from partnerships.people.rules import is_administrator

__all__ = ["is_administrator"]
