"""The tick: bells over a real house."""
