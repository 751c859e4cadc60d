"""Tests of the files in which members take their data along."""
