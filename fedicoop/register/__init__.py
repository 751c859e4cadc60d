"""The register of the cooperative's members: read from a file, invited, and made accounts of."""

from fedicoop.register.reading import MOST_BYTES, MOST_ROWS, Sheet

__all__ = ["MOST_BYTES", "MOST_ROWS", "Sheet"]
