"""Erasing a person from every store, and at the gate from then on. docs/decisions/erasure.md says what goes and why."""
