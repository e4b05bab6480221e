{#
    On DuckDB a table or view is dropped and made in one transaction: readers are elsewhere, and if the new one fails the
    old one is still there. The adapter's own way makes it under another name, renames two relations and drops one,
    which costs more than most of our models do. Of a table that is kept a run of only news makes the rows of those with
    news (news.sql).
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
    {% elif only_news() and news_of(model) %}
        {% if existing is none %}
            {{ exceptions.raise_compiler_error(this ~ " is not there to be continued: run with --full-refresh.") }}
        {% endif %}
        {% call statement("main") -%}
            delete from {{ existing }} where {{ has_news(news_of(model)) }};
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


{% macro drop_of(existing) -%}
    {%- if existing -%}
        drop {{ existing.type }} if exists {{ existing }};
    {%- endif -%}
{%- endmacro %}
