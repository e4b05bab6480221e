"""What must be true of the marts before anyone reads them: one module per question, EXPECTATIONS by mart."""
