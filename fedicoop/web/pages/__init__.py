"""The pages that people see; each module answers for one thing and lists its routes."""
