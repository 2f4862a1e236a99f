"""Whole years, played in virtual time."""
