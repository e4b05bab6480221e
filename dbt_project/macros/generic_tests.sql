{#
    The tests that YAML asks for (`unique_key`, `not_null`, `accepted_values`, `relationships`), held in a few queries when
    all is built. One by one, as nodes of their own, they cost dbt more than the models do. A run of `leadhouse` sets
    `generic_tests_at_end` and leaves the nodes out; plain `dbt build` and `dbt test` hold them as ever. Where something
    failed already, a table may not be there: then that alone is told.
#}
{% macro hold_generic_tests(built, results=[]) %}
    {% set failed = results | selectattr("status", "in", ["error", "fail", "runtime error", "skipped"]) | list %}
    {% if execute and run_var("generic_tests_at_end") and not failed %}
        {% set failures = [] %}
        {# So many are planned at once: more take longer to plan than they save in round trips. #}
        {% for tests in generic_tests_of(built) | batch(20) %}
            {% set counts = [] %}
            {% for test in tests %}
                {% do counts.append(
                    "select '" ~ test.name ~ "' as test, count(*) as failures from (" ~ sql_of_generic_test(test) ~ ") as failed"
                ) %}
            {% endfor %}
            {% set counted = run_query(
                "select test, failures from (" ~ counts | join("\nunion all\n") ~ ") as counted where failures > 0 order by test"
            ) %}
            {% for row in counted.rows %}
                {% do failures.append("dbt test " ~ row["test"] ~ ": " ~ row["failures"] ~ " rows contradict it") %}
            {% endfor %}
        {% endfor %}
        {% if failures %}
            {{ exceptions.raise_compiler_error(failures | join("\n")) }}
        {% endif %}
    {% endif %}
{% endmacro %}


{# Those that read any of these models and seeds; in a run of only news also those of views that it need not make. #}
{% macro generic_tests_of(built) %}
    {% set built = built + (views() if only_news() else []) %}
    {% set tests = [] %}
    {% for node in graph.nodes.values() if node.resource_type == "test" and node.test_metadata %}
        {% if node.depends_on.nodes | select("in", built) | list %}
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
{% macro sql_of_generic_test(test) %}
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
    {{ return(context["test_" ~ test.test_metadata.name](**arguments)) }}
{% endmacro %}


{% macro relation_of(unique_id) %}
    {{ return(graph.nodes[unique_id].relation_name) }}
{% endmacro %}
