"""Which tests of keys a run leaves to the audit, or to a table."""

from orchestration.generic_tests import asked_elsewhere, held_at_end


def node(materialized: str, layer: str = "intermediate", reads: tuple[str, ...] = (), **meta: bool) -> dict:
    return {
        "fqn": ["leadhouse", layer],
        "config": {"materialized": materialized, "meta": meta},
        "depends_on": {"nodes": list(reads)},
    }


def key(model: str, *columns: str, where: str | None = None) -> dict:
    arguments = {"columns": list(columns)} if len(columns) > 1 else {"column_name": columns[0]}
    return {
        "test_metadata": {"name": "unique_key", "kwargs": arguments},
        "attached_node": model,
        "config": {"where": where},
        "depends_on": {"nodes": [model]},
    }


def manifest(nodes: dict, **tests: dict) -> dict:
    for name, found in nodes.items():
        found["unique_id"] = name
    return {"nodes": nodes | tests}


def test_keys_of_marts_are_the_audits():
    found = manifest(
        {"people": node("table", "marts"), "int_people": node("table")},
        key_of_mart=key("people", "person_id"),
        key_of_model=key("int_people", "person_id"),
    )
    assert asked_elsewhere(found) == {"key_of_mart"}
    assert held_at_end(found) == [{"int_people"}]


def test_other_tests_of_marts_are_held():
    not_null = key("people", "person_id") | {"test_metadata": {"name": "not_null", "kwargs": {}}}
    assert held_at_end(manifest({"people": node("table", "marts")}, not_null=not_null)) == [{"people"}]


def views_key(view: dict, table: dict, of_view: dict | None = None, of_table: dict | None = None) -> bool:
    """Whether the key of a view is asked of the table."""
    found = manifest(
        {"view": view, "table": table},
        of_view=of_view or key("view", "source_system", "lead_id"),
        of_table=of_table or key("table", "lead_id", "source_system"),
    )
    assert "of_table" not in asked_elsewhere(found)
    return "of_view" in asked_elsewhere(found)


def test_a_view_is_asked_where_a_table_keeps_its_rows_under_the_same_key():
    keeps = node("table", reads=("view",), keeps_rows_of_views=True)
    assert views_key(node("view"), keeps)
    assert not views_key(node("view"), node("table", reads=("view",)))
    assert not views_key(node("view"), node("table", reads=("other",), keeps_rows_of_views=True))
    assert not views_key(node("table"), keeps)


def test_another_key_of_the_table_says_nothing_of_the_views():
    keeps = node("table", reads=("view",), keeps_rows_of_views=True)
    assert not views_key(node("view"), keeps, of_view=key("view", "lead_id"))
    assert not views_key(node("view"), keeps, of_table=key("table", "source_system", "lead_id", where="is_valid"))
