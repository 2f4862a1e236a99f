"""What is remembered: tables, session, trail, migrations."""
