{# A schema is called what its folder is called: `core.people`, not `main_core.people`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}


{# Raw tables come from the contract, so that a source nobody configured is an empty table and not a missing one. #}
{% macro create_missing_raw_tables() %}
    {% if execute %}
        {% for table in graph.sources.values() %}
            {% do adapter.create_schema(api.Relation.create(database=table.database, schema=table.schema)) %}
            {% set columns = [] %}
            {% for column in table.columns.values() %}
                {% do columns.append(column.name ~ " " ~ column.data_type) %}
            {% endfor %}
            {% do run_query(
                "create table if not exists " ~ table.relation_name ~ " (" ~ columns | join(", ")
                ~ ", source_system string, _load_id string, _source_line bigint, _row_hash string, _loaded_at timestamp)"
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
