"""Tools without a business word: settings, clock, calendar, deadlines, errors."""
