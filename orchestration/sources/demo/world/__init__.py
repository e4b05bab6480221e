"""The invented world: who lives in it, what they do, and under which records they stand."""
