"""Tests of the room of tables: what may happen next."""
