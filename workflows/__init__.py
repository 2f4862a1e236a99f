"""IN WHICH ORDER: the year's phases (Prefect lives only here)."""
