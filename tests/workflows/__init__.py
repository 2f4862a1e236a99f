"""The year in order: steps on a real house, flows on a real Prefect server."""
