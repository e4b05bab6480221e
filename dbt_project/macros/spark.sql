{#
    Seeds as Spark's own CSV reader reads them: the adapter inserts them row by row, writes an empty cell as the text
    'None' and stumbles over an apostrophe. Types are those of the seed's YAML.
#}
{% materialization seed, adapter="spark" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set file = (run_var("seed_path") or model["root_path"]) ~ "/" ~ model["original_file_path"] -%}
    {%- set as_read = "seed_" ~ model["name"] -%}
    {{ run_hooks(pre_hooks) }}
    {% do adapter.drop_relation(existing) if existing %}
    {% do run_query(
        "create or replace temporary view " ~ as_read ~ " using csv options (path '" ~ file
        ~ "', header 'true', multiLine 'true', escape '\"', encoding 'UTF-8')"
    ) %}
    {% call statement("main") -%}
        create table {{ target_relation }} {{ file_format_clause() }} as
        select
            {%- for column, data_type in config.get("column_types").items() %}
            cast({{ adapter.quote(column) }} as {{ data_type }}) as {{ adapter.quote(column) }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ as_read }}
    {%- endcall %}
    {# dbt asks every seed for the rows that it read by itself. #}
    {% do store_result("agate_table", response="OK") %}
    {{ run_hooks(post_hooks) }}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}
