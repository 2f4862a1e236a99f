"""What is left when a process is killed: everything acknowledged, and nothing half done."""
