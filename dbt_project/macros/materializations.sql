{#
    On DuckDB a table or view is dropped and made in one transaction: readers are elsewhere, and if the new one fails the
    old one is still there. The adapter's own way makes it under another name, renames two relations and drops one,
    which costs more than most of our models do.
#}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% if model["language"] == "python" %}
        {# Python runs beside the transaction. #}
        {{ drop_relation_if_exists(existing) }}
        {% call statement("main", language="python") -%}
            {{ create_table_as(false, target_relation, compiled_code, "python") }}
        {%- endcall %}
    {% else %}
        {% call statement("main") -%}
            {{ drop_of(existing) }}
            {{ create_table_as(false, target_relation, compiled_code) }}
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{% materialization view, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="view") -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement("main") -%}
        {{ drop_of(existing) }}
        {{ get_create_view_as_sql(target_relation, sql) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{# A table, of which a run of only news makes the rows of people with news (`news`: the model that names them). #}
{% materialization by_person, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% if only_news() %}
        {% if existing is none %}
            {{ exceptions.raise_compiler_error(this ~ " is not there to be continued: run with --full-refresh.") }}
        {% endif %}
        {% call statement("main") -%}
            delete from {{ existing }} where {{ has_news(ref(config.require("news"))) }};
            insert into {{ existing }} by name select * from ({{ sql }});
        {%- endcall %}
    {% else %}
        {% call statement("main") -%}
            {{ drop_of(existing) }}
            {{ create_table_as(false, target_relation, compiled_code) }}
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{% macro drop_of(existing) -%}
    {%- if existing -%}
        drop {{ existing.type }} if exists {{ existing }};
    {%- endif -%}
{%- endmacro %}
