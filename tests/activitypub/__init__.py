"""Tests of activitypub."""
