{#
    Before anything is built, every raw table of the contracts is there. It is filled by the gate, or stays empty; or,
    where `loader_schemas` names a schema for its source, it is a view over what a loader of the user's own lands there;
    or, where `raw_path` names a folder, it shows the Parquet that the gate handed over. So no model needs an `if`.
#}
{% macro prepare_raw_tables() %}
    {% if execute %}
        {% set loader_schemas = run_var("loader_schemas") %}
        {% set tables = graph.sources.values() | list %}
        {% do refuse_unknown_sources(loader_schemas, tables) %}
        {% do create_raw_schemas(tables) %}
        {% set known = columns_of_tables(tables) %}
        {% for table in tables %}
            {% set loader_schema = loader_schemas.get(table.source_name | replace("raw_", "", 1)) %}
            {% if loader_schema %}
                {% do view_of_loader(table, loader_schema) %}
            {% elif run_var("raw_path") %}
                {% do show_parquet(table, run_var("raw_path") ~ "/" ~ table.schema ~ "/" ~ table.name) %}
            {% else %}
                {% do create_missing_raw_table(table) %}
                {% do add_missing_columns(table, known.get(table.schema ~ "." ~ table.name, [])) %}
            {% endif %}
        {% endfor %}
        {# Looking for relations opened a transaction that a hook does not end; creating a schema commits it. #}
        {% do create_raw_schemas(tables) %}
    {% endif %}
{% endmacro %}


{% macro create_raw_schemas(tables) %}
    {% for schema in tables | map(attribute="schema") | unique %}
        {% do adapter.create_schema(api.Relation.create(database=tables[0].database, schema=schema)) %}
    {% endfor %}
{% endmacro %}


{% macro create_missing_raw_table(table) %}
    {% set existing = adapter.get_relation(database=table.database, schema=table.schema, identifier=table.name) %}
    {% if existing and existing.is_view %}
        {# Left by a run whose source was a loader's schema. #}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% if not existing or existing.is_view %}
        {% do run_query("create table if not exists " ~ table.relation_name ~ " (" ~ typed_columns(table) ~ ")") %}
    {% endif %}
{% endmacro %}


{# What the contract asks for, and what the gate adds. #}
{% macro typed_columns(table) -%}
    {%- for column in table.columns.values() -%}
        {{ adapter.quote(column.name) }} {{ column.data_type }},{{ " " }}
    {%- endfor -%}
    source_system string, _load_id string, _source_line bigint, _row_hash string, _loaded_at timestamp
{%- endmacro %}


{# A table that an older release made lacks what came into its contract since. Without known columns it is new. #}
{% macro add_missing_columns(table, known) %}
    {% for column in table.columns.values() if known and column.name not in known %}
        {% do run_query(
            "alter table " ~ table.relation_name ~ " add column " ~ adapter.quote(column.name) ~ " " ~ column.data_type
        ) %}
    {% endfor %}
{% endmacro %}


{#
    What the loader lands, under the contract's types; what it does not land is null. A value that does not fit its type
    stops the build: there is no quarantine behind the gate.
#}
{% macro view_of_loader(table, loader_schema) %}
    {% set existing = adapter.get_relation(database=table.database, schema=table.schema, identifier=table.name) %}
    {% if existing and not existing.is_view %}
        {% if run_query("select 1 from " ~ existing ~ " limit 1") | length %}
            {{ exceptions.raise_compiler_error(
                table.relation_name ~ " holds rows of the gate, so it cannot show what lies in " ~ loader_schema
                ~ ". Take the source out of `loader_schemas`, or use another home."
            ) }}
        {% endif %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% set place = loader_schema.split(".") %}
    {% set landed = adapter.get_relation(
        database=place[0] if place | length > 1 else table.database, schema=place[-1], identifier=table.name
    ) %}
    {% if landed is none %}
        {% do create_missing_raw_table(table) %}
    {% else %}
        {% set names = adapter.get_columns_in_relation(landed) | map(attribute="name") | map("lower") | list %}
        {% set columns = [] %}
        {% for column in table.columns.values() %}
            {% set value = adapter.quote(column.name) if column.name in names else "null" %}
            {% do columns.append("cast(" ~ value ~ " as " ~ column.data_type ~ ") as " ~ adapter.quote(column.name)) %}
        {% endfor %}
        {% set synced_at = "_fivetran_synced" if "_fivetran_synced" in names else "null" %}
        {% do run_query(
            "create or replace view " ~ table.relation_name ~ " as select " ~ columns | join(", ") ~ ", '"
            ~ table.source_name | replace("raw_", "", 1) ~ "' as source_system, cast(null as string) as _load_id, "
            ~ "cast(null as bigint) as _source_line, cast(null as string) as _row_hash, cast(" ~ synced_at
            ~ " as timestamp) as _loaded_at from " ~ landed
        ) %}
    {% endif %}
{% endmacro %}


{% macro refuse_unknown_sources(loader_schemas, tables) %}
    {% set known = tables | map(attribute="source_name") | map("replace", "raw_", "", 1) | unique | list %}
    {% for source_name, loader_schema in loader_schemas.items() %}
        {% if source_name not in known %}
            {{ exceptions.raise_compiler_error(
                "loader_schemas: there is no source '" ~ source_name ~ "'. Known: " ~ known | join(", ") ~ "."
            ) }}
        {% endif %}
        {% set place = loader_schema.split(".") %}
        {% set landed = [] %}
        {% for table in tables if table.source_name == "raw_" ~ source_name %}
            {% if adapter.get_relation(
                database=place[0] if place | length > 1 else table.database, schema=place[-1], identifier=table.name
            ) %}
                {% do landed.append(table.name) %}
            {% endif %}
        {% endfor %}
        {% if not landed %}
            {{ exceptions.raise_compiler_error(
                "loader_schemas: the schema " ~ loader_schema ~ " holds no table of " ~ source_name
                ~ ". Correct its name; a schema of another database is written database.schema."
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}


{#
    One row per raw table and source system with rows: how many, the latest event known by `as_of`, the latest load. Made
    of the contracts when the model runs, so that a new raw table is watched at once.
#}
{% macro raw_table_states() %}
        select
            cast(null as string) as table_name,
            cast(null as string) as source_system,
            cast(null as bigint) as row_count,
            cast(null as timestamp) as last_event_at,
            cast(null as timestamp) as last_loaded_at
        where false
    {% if execute %}
        {% for table in graph.sources.values() if table.source_name.startswith("raw_") %}
            {% set event_time = table.config.meta.get("event_time") %}
            {% set event_at = "cast(" ~ (adapter.quote(event_time) if event_time else "null") ~ " as timestamp)" %}
            union all
            select
                '{{ table.source_name | replace("raw_", "", 1) }}.{{ table.name }}',
                source_system,
                count(*),
                max(case when {{ event_at }} <= {{ as_of() }} then {{ event_at }} end),
                max(_loaded_at)
            from {{ table.relation_name }}
            group by source_system
        {% endfor %}
    {% endif %}
{% endmacro %}
