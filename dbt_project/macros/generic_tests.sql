{#
    The tests that YAML asks for (`unique_key`, `not_null`, `accepted_values`, `relationships`), held in a few queries when
    all is built. One by one, as nodes of their own, they cost dbt more than the models do. A run of `leadhouse` sets
    `generic_tests_at_end` and leaves the nodes out; plain `dbt build` and `dbt test` hold them as ever. Where something
    failed already, a table may not be there: then that alone is told.

    All are asked in short first. What the short question does not clear is asked as it is written, and that alone is told.
#}
{% macro hold_generic_tests(built, results=[]) %}
    {% set failed = results | selectattr("status", "in", ["error", "fail", "runtime error", "skipped"]) | list %}
    {% if execute and run_var("generic_tests_at_end") and not failed %}
        {% set doubtful = contradicted(generic_tests_of(built), in_short=true) %}
        {% set failures = [] %}
        {% for found in contradicted(doubtful | map(attribute="test") | list) %}
            {% do failures.append("dbt test " ~ found.test.name ~ ": " ~ found.rows ~ " rows contradict it") %}
        {% endfor %}
        {% if failures %}
            {{ exceptions.raise_compiler_error(failures | join("\n")) }}
        {% endif %}
    {% endif %}
{% endmacro %}


{# Of these tests those that some rows contradict, each with how many. #}
{% macro contradicted(tests, in_short=false) %}
    {% set found = [] %}
    {# So many are planned at once: more take longer to plan than they save in round trips. #}
    {% for together in tests | batch(20) %}
        {% set counts = [] %}
        {% for test in together %}
            {% set rows = sql_of_generic_test(test, in_short) %}
            {% do counts.append("select " ~ loop.index0 ~ " as place, count(*) as failures from (" ~ rows ~ ") as failed") %}
        {% endfor %}
        {% set counted = run_query(
            "select place, failures from (" ~ counts | join("\nunion all\n") ~ ") as counted where failures > 0 order by place"
        ) %}
        {% for row in counted.rows %}
            {% do found.append({"test": together[row["place"] | int], "rows": row["failures"]}) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}


{#
    Those that read any of these models and seeds; in a run of only news also those of views that it need not make. A run of
    `leadhouse` marks those that it asks elsewhere (orchestration/generic_tests.py).
#}
{% macro generic_tests_of(built) %}
    {% set built = built + (views() if only_news() else []) %}
    {% set tests = [] %}
    {% for node in graph.nodes.values() if node.resource_type == "test" and node.test_metadata %}
        {% if "asked_elsewhere" not in node.tags and node.depends_on.nodes | select("in", built) | list %}
            {% do tests.append(node) %}
        {% endif %}
    {% endfor %}
    {{ return(tests) }}
{% endmacro %}


{% macro views() %}
    {% set views = [] %}
    {% for node in graph.nodes.values() if node.config.materialized == "view" %}
        {% do views.append(node.unique_id) %}
    {% endfor %}
    {{ return(views) }}
{% endmacro %}


{# What dbt compiles for the node: the same macro, with relations in place of references. #}
{% macro sql_of_generic_test(test, in_short=false) %}
    {% set arguments = {} %}
    {% for name, value in test.test_metadata.kwargs.items() %}
        {% do arguments.update({name: value}) %}
    {% endfor %}
    {% set model = relation_of(test.attached_node) %}
    {% if test.config.where %}
        {% set model = "(select * from " ~ model ~ " where " ~ test.config.where ~ ") as those_meant" %}
    {% endif %}
    {% do arguments.update({"model": model}) %}
    {% if "to" in arguments %}
        {% set others = test.depends_on.nodes | reject("equalto", test.attached_node) | list %}
        {% do arguments.update({"to": relation_of(others[0] if others else test.attached_node)}) %}
    {% endif %}
    {% if in_short and test.test_metadata.name == "unique_key" %}
        {% set columns = arguments.get("columns") or [arguments["column_name"]] %}
        {{ return(key_in_short(model, columns, news_of(graph.nodes[test.attached_node]))) }}
    {% endif %}
    {{ return(context["test_" ~ test.test_metadata.name](**arguments)) }}
{% endmacro %}


{#
    No rows if the columns are a key. Rows with the same key have the same number, and to group numbers takes a fifth of the
    memory that texts take. In a run of only news a table that is kept has the rows of the others as the run before held
    them: no two of them have one key, and so one of two that have belongs to those with news. Where the key says whose a
    row is, both do.
#}
{% macro key_in_short(model, columns, news) -%}
    {%- set kept = only_news() and news -%}
    {%- set by_key = kept and (news.keys() | reject("in", columns) | list) == [] -%}
    {%- set numbered -%}
        (
            select {{ key_number(columns) }} as key_number
            from {{ model }}
            {% if by_key %}where {{ has_news(news, relation_named) }}{% endif %}
        ) as numbered
    {%- endset -%}
    {%- if kept and not by_key -%}
        {%- set numbered -%}
            (
                select key_number from {{ numbered }}
                where
                    key_number is null
                    or key_number in (
                        select {{ key_number(columns) }} from {{ model }} where {{ has_news(news, relation_named) }}
                    )
            ) as those_of_news
        {%- endset -%}
    {%- endif -%}
    {{ return(test_unique_key(numbered, ["key_number"])) }}
{%- endmacro %}

{# The same number for the same values, and none where one of them is null. #}
{% macro key_number(columns) -%}
    case when {{ columns | join(" is not null and ") }} is not null then {{ number_of(columns) }} end
{%- endmacro %}

{% macro number_of(columns) -%}
    {{ adapter.dispatch("number_of", "leadhouse")(columns) }}
{%- endmacro %}

{% macro duckdb__number_of(columns) -%}
    hash({{ columns | join(", ") }})
{%- endmacro %}

{% macro spark__number_of(columns) -%}
    xxhash64({{ columns | join(", ") }})
{%- endmacro %}


{% macro relation_of(unique_id) %}
    {{ return(graph.nodes[unique_id].relation_name) }}
{% endmacro %}


{# A hook reads what it did not declare: there is no `ref` for it. #}
{% macro relation_named(name) %}
    {{ return(relation_of("model." ~ project_name ~ "." ~ name)) }}
{% endmacro %}
