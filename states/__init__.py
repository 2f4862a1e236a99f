"""What may happen next: one table a lifecycle."""
