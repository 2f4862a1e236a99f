"""What it is worth: exact arithmetic, no I/O."""
