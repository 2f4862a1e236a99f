"""WHEN: the tick and its timetable (APScheduler lives only here)."""
