"""The suites of the audit that compare, as an operator accepts what they find: `leadhouse run --accept volume`."""

# The command line knows them without loading what they do.
VOLUME, DRIFT, LOADS, FRESHNESS, QUARANTINE = WATCHES = ("volume", "drift", "loads", "freshness", "quarantine")
