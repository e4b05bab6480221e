"""What marts may know of the book of syncs: how runs went and how much each CRM refuses, never of whom.

The book is one process's at a time, and a build doesn't wait for a sync: the figures lie beside it as files.
"""

from pathlib import Path

import duckdb

# Each has the gate's own columns: a destination is here what a source system is for a load.
FIGURES = {
    "sync_runs": """
        select
            build_id, started_at::timestamp as started_at, finished_at::timestamp as finished_at, status,
            figures['people'] as people, figures['new'] as new_people, figures['changed'] as changed_people,
            coalesce(figures['accepted'], 0) as rows_accepted, coalesce(figures['rejected'], 0) as rows_rejected,
            coalesce(figures['withheld'], 0) as rows_withheld, coalesce(figures['conflict'], 0) as conflicts,
            figures['calls'] as calls, figures['writes'] as writes,
            destination as source_system, run_id as _load_id, started_at::timestamp as _loaded_at
        from runs
    """,
    "sync_rejections": """
        select
            code, count(*) as row_count, max(tries) as most_tries,
            min(first_rejected_at)::timestamp as first_rejected_at,
            max(last_rejected_at)::timestamp as last_rejected_at,
            destination as source_system, max(last_rejected_at)::timestamp as _loaded_at
        from rejected
        group by destination, code
    """,
}


def figures_file(directory: Path, name: str) -> Path:
    """Where a table of figures lies, once something was synced."""
    return directory / f"{name}.parquet"


def write_figures(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """Replace the files of figures by what the book says now, each whole."""
    for name, query in FIGURES.items():
        file = figures_file(directory, name)
        fresh = file.with_suffix(".fresh")
        connection.execute(f"copy ({query}) to '{fresh}' (format parquet)")
        fresh.replace(file)
