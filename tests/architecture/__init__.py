"""Guards of the house: rooms, floors, one hand, one clock."""
