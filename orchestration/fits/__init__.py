"""Models that must be fitted: pure functions on small tables, so that what grows with the data stays in SQL."""
