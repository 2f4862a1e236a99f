"""Services: verbs through the door, on a real database."""
