"""The members' directory."""
