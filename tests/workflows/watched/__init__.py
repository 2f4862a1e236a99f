"""Watches the processes that the tests start."""
