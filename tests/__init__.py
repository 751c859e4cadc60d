"""The tests; each file is a deed, each function a sentence."""
