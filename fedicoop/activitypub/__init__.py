"""The protocol: documents, addresses, signatures, discovery and the one door out; no tables."""
