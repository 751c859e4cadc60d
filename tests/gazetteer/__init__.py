"""Tests of the towns that are known here."""
