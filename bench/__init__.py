"""Benchmarks: ratios measured in one run, floor and limit beside our own."""
