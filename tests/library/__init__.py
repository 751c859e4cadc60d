"""The library: documents kept, versions, who reads what, hostile files, the scanner."""
