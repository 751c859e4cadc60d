"""One small server per cooperative, federated over ActivityPub."""

__version__ = "0.1.0"
