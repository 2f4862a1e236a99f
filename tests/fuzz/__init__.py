"""Schemathesis over the whole document, signed in as each capacity (`make fuzz`)."""
