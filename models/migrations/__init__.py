"""The database's history: one module a change, and the one function that applies them."""
