"""Tests mirror the rooms; journeys/ walk a year, architecture/ guards the house."""
