"""Groups: founded, joined, led, ended, and said to other servers."""
