"""What is remembered: the database's own guards, migrations, folders."""
