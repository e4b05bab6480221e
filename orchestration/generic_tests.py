"""Which tests of the YAML a run holds when all is built, and which of them something else asks anyway."""

from typing import Any


def held_at_end(manifest: dict[str, Any]) -> list[set[str]]:
    """For each test that a run holds, the models and seeds that it reads."""
    elsewhere = asked_elsewhere(manifest)
    return [
        set(node["depends_on"]["nodes"])
        for name, node in manifest["nodes"].items()
        if node.get("test_metadata") and name not in elsewhere
    ]


def asked_elsewhere(manifest: dict[str, Any]) -> frozenset[str]:
    """Tests of keys (unique ids) that a run of Leadhouse need not hold.

    Keys of marts the audit asks for, before anyone reads them. And a view is not made once more to be asked for a key
    that a table has which reads it and keeps each of its rows (`meta: {keeps_rows_of_views: true}`): a row that is
    twice in the view is twice in the table.
    """
    nodes = manifest["nodes"]
    keys = {name: columns for name, node in nodes.items() if (columns := key_columns(node))}
    of_parents = {
        (parent, columns)
        for name, columns in keys.items()
        if not nodes[name]["config"].get("where")
        for model in [nodes[nodes[name]["attached_node"]]]
        if model["config"]["meta"].get("keeps_rows_of_views")
        for parent in model["depends_on"]["nodes"]
    }
    return frozenset(
        name
        for name, columns in keys.items()
        for model in [nodes[nodes[name]["attached_node"]]]
        if model["fqn"][1] == "marts"
        or (model["config"]["materialized"] == "view" and (model["unique_id"], columns) in of_parents)
    )


def key_columns(node: dict[str, Any]) -> frozenset[str]:
    """The columns that a `unique_key` test names; none for any other node."""
    if (node.get("test_metadata") or {}).get("name") != "unique_key":
        return frozenset()
    arguments = node["test_metadata"]["kwargs"]
    return frozenset(arguments.get("columns") or [arguments["column_name"]])
