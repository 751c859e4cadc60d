"""The program ``fedicoop``: commands only parse and call; every list takes --json."""

from fedicoop.cli.root import main

__all__ = ["main"]
