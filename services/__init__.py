"""WHAT an officer can do: one module a noun, one function a verb; door.py is the one door."""
