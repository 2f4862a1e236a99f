"""A year's rules as data: the schema that reads them, one folder a district and year."""
