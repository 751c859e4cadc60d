"""Tests of documents in the shape that real peers send."""
