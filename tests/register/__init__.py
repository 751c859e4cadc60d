"""Tests of the register of members."""
