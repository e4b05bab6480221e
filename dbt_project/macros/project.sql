{# A schema is called what its folder is called: `core.people`, not `main_core.people`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}


{#
    A variable of dbt_project.yml as this run sets it. A run of `leadhouse` sets them by the environment (JSON in
    LEADHOUSE_VARS), which is asked only when models are made: with `--vars`, another moment each time, dbt would have to
    read the whole project anew. Without it dbt's own `--vars` counts.
#}
{% macro run_var(name) -%}
    {%- set given = fromjson(env_var("LEADHOUSE_VARS", "{}")) if execute else {} -%}
    {{ return(given.get(name, var(name))) }}
{%- endmacro %}
