"""What may stop a sync although its configuration is right, each to be let through by `--accept`."""

GUARDS = ("changed", "nulls", "older")
