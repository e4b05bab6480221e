{# Beside each table of fingerprints lies what the last complete run left, until another is complete. #}
{% macro kept_relation(relation) -%}
    {{ return(api.Relation.create(database=relation.database, schema="kept", identifier=relation.identifier)) }}
{%- endmacro %}


{#
    A table of this model's schema as the last run made it. A table that is kept is made of what it held, so that is not
    asked of `ref`: whoever asks this must be made before that table is.
#}
{% macro as_last_made(name) -%}
    {{ return(this.incorporate(path={"identifier": name})) }}
{%- endmacro %}


{# From here on the facts are neither those of the last run nor those of this one. Only DuckDB continues a run. #}
{% macro forget_last_run() %}
    {% do adapter.dispatch("forget_last_run", "leadhouse")() %}
{% endmacro %}

{% macro default__forget_last_run() %}
{% endmacro %}

{% macro duckdb__forget_last_run() %}
    {% if execute %}
        {% set last_run = kept_relation(api.Relation.create(database=target.database, identifier="last_run")) %}
        {% do adapter.create_schema(last_run) %}
        {% do run_query("drop table if exists " ~ last_run) %}
        {% do adapter.create_schema(last_run) %}
    {% endif %}
{% endmacro %}


{# If everything was made and nothing failed: the fingerprints of all people, and with which variables they were made. #}
{% macro remember_this_run(results) %}
    {% do adapter.dispatch("remember_this_run", "leadhouse")(results) %}
{% endmacro %}

{% macro default__remember_this_run(results) %}
{% endmacro %}

{% macro duckdb__remember_this_run(results) %}
    {% if execute and is_complete(results) %}
        {% for node in graph.nodes.values() if node.name.endswith("_fingerprints") and node.resource_type == "model" %}
            {% set made = api.Relation.create(database=node.database, schema=node.schema, identifier=node.name) %}
            {% do run_query("create or replace table " ~ kept_relation(made) ~ " as select * from " ~ made) %}
        {% endfor %}
        {% set last_run = kept_relation(api.Relation.create(database=target.database, identifier="last_run")) %}
        {% set variables = env_var("LEADHOUSE_VARS", "{}") | replace("'", "''") %}
        {% do run_query("create or replace table " ~ last_run ~ " as select '" ~ variables ~ "' as variables") %}
        {# What was asked opened a transaction that a hook does not end; creating a schema commits it. #}
        {% do adapter.create_schema(last_run) %}
    {% endif %}
{% endmacro %}


{# Whether dbt made all that a next run continues, and nothing failed beside it. An exposure is a `no-op`. #}
{% macro is_complete(results) -%}
    {%- set made = [] -%}
    {%- set failed = [] -%}
    {%- for result in results -%}
        {%- do (made if result.status in ["success", "pass", "warn", "no-op"] else failed).append(result.node.unique_id) -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == "model" and node.unique_id not in made -%}
        {%- if news_of(node) or node.name.endswith("_fingerprints") -%}
            {%- do missing.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- What a run of one question leaves out stands as the last run made it. -#}
    {{ return(not failed and (run_var("selected") or not missing)) }}
{%- endmacro %}
