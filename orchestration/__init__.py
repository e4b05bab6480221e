"""Everything around the SQL: settings, the gate, the run, the audit, publishing."""
