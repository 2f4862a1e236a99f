"""What is told: documents and tables from frozen facts."""
