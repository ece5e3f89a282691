"""Faults that a person at the command line can mend."""


class Told(Exception):
    """The message is a Korean sentence that says what is wrong and what to do."""
