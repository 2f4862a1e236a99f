"""What the arithmetic of the year is held to."""
