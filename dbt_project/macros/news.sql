{#
    A run that has only little news makes anew only what it concerns. Models with `meta: {news: {column: model}}` hold rows
    that follow from nothing but what is known of whom or what this column names: of these such a run replaces the rows of
    those that have news, and leaves the others as the run before made them
    (docs/decisions/only_people_with_news.md). The model named there says who or what has news.
#}


{# The columns that the rows of this model are kept by, if any, each with the model that names those that have news. #}
{% macro news_of(node) -%}
    {{ return(node.config.meta.get("news")) }}
{%- endmacro %}


{# Whether this run makes only news. `leadhouse run` decides; dbt by hand makes everything. #}
{% macro only_news() -%}
    {{ return(run_var("only_news")) }}
{%- endmacro %}


{# What a model that is kept reads of another: its rows, in a run of only news those of whoever has news and of nobody. #}
{% macro news_in(name, news) -%}
    {%- set relation = ref(name) -%}
    {#- A unit test has no news: it gives all the rows there are. -#}
    {%- set condition = has_news(news) if model.resource_type != "unit_test" -%}
    {%- if only_news() -%}
        (select * from {{ relation }} where {{ condition }})
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}


{#
    Rows that belong to nobody need no order, and most tables have few: they are always made anew. So are those for which a
    column without a model says nothing yet, as the end of what lasts. Where they are many, a column has a model for
    `somebody`, and those that belong to `nobody` are told apart by another column.
#}
{% macro has_news(news, relation_named=ref) -%}
    {%- set conditions = [] -%}
    {%- for column, name in news.items() -%}
        {%- set is_null = column ~ " is null" -%}
        {%- if name is mapping -%}
            {%- do conditions.append("(" ~ is_null ~ " and " ~ has_news(name.nobody, relation_named) ~ ")") -%}
        {%- else -%}
            {%- do conditions.append(is_null) -%}
        {%- endif -%}
        {%- set named = name.somebody if name is mapping else name -%}
        {%- if named -%}
            {%- do conditions.append(column ~ " in (select news." ~ column ~ " from " ~ relation_named(named) ~ " as news)") -%}
        {%- endif -%}
    {%- endfor -%}
    ({{ conditions | join(" or ") }})
{%- endmacro %}


{# A number for each value of a column that is another as soon as any row with it in one of these relations is another. #}
{% macro fingerprints(names, column) -%}
    select
        {{ column }},
        sum(row_hash) as fingerprint
    from (
        {% for name in names %}
            select
                {{ column }},
                {{ row_hash(name) }} as row_hash
            from {{ ref(name) }} as facts
            where {{ column }} is not null
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    ) as hashed_rows
    group by {{ column }}
{%- endmacro %}

{% macro row_hash(name) -%}
    {{ adapter.dispatch("row_hash", "leadhouse")(name) }}
{%- endmacro %}

{% macro duckdb__row_hash(name) -%}
    cast(hash('{{ name }}', facts) as hugeint)
{%- endmacro %}

{% macro spark__row_hash(name) -%}
    cast(xxhash64('{{ name }}', struct(facts.*)) as decimal(38, 0))
{%- endmacro %}


{# Those whose fingerprint is not the one that the last complete run left; all of them, if this run makes everything. #}
{% macro changed_since(name, column) -%}
    {%- set fingerprints = ref(name) -%}
    {%- if only_news() %}
        select coalesce(made.{{ column }}, kept.{{ column }}) as {{ column }}
        from {{ fingerprints }} as made
        full outer join {{ kept_relation(fingerprints) }} as kept
            on made.{{ column }} = kept.{{ column }}
        where made.fingerprint is distinct from kept.fingerprint
    {%- else %}
        select {{ column }} from {{ fingerprints }}
    {%- endif -%}
{%- endmacro %}
