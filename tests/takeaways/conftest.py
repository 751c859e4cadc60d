"""What tests of these files can ask for: a whole instance, and browsers at its door."""

from tests.web.conftest import coop, internet, opened

__all__ = ["coop", "internet", "opened"]
