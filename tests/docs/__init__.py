"""Tests of the pages that are drawn from the tables."""
