{#
    A run that has only little news makes anew only what concerns the people in it. Models with `meta: {news: ...}` hold
    rows that depend on nobody else's: of these such a run replaces the rows of people with news, and leaves the others as
    the run before made them (docs/decisions/only_people_with_news.md). Who has news, two models say: int_touch_news for
    what is made of touches alone, int_person_news for what is made of everything known of a person.
#}


{# The model that names those who have news for this one, if it is kept by person. #}
{% macro news_of(node) -%}
    {{ return(node.config.meta.get("news")) }}
{%- endmacro %}


{# Whether this run makes only news. `leadhouse run` decides; dbt by hand makes everything. #}
{% macro only_news() -%}
    {{ return(run_var("only_news")) }}
{%- endmacro %}


{# What a model that is kept by person reads of another: its rows, in a run of only news those of people with news and of nobody. #}
{% macro news_in(name, news) -%}
    {%- set relation = ref(name) -%}
    {#- A unit test has no news: it gives all the rows there are. -#}
    {%- set people = ref(news) if model.resource_type != "unit_test" -%}
    {%- if only_news() -%}
        (select * from {{ relation }} where {{ has_news(people) }})
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}


{# Rows that belong to nobody are too many to tell apart and need no order: they are always made anew. #}
{% macro has_news(people) -%}
    (person_id is null or person_id in (select news.person_id from {{ people }} as news))
{%- endmacro %}


{# A number per person that is another as soon as any row of theirs in one of these relations is another. #}
{% macro fingerprints(names) -%}
    select
        person_id,
        sum(row_hash) as fingerprint
    from (
        {% for name in names %}
            select
                person_id,
                {{ row_hash(name) }} as row_hash
            from {{ ref(name) }} as facts
            where person_id is not null
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    ) as hashed_rows
    group by person_id
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


{# People whose fingerprint is not the one that the last complete run left; everybody, if this run makes everything. #}
{% macro changed_people(name) -%}
    {%- set fingerprints = ref(name) -%}
    {%- if only_news() %}
        select coalesce(made.person_id, kept.person_id) as person_id
        from {{ fingerprints }} as made
        full outer join {{ kept_relation(fingerprints) }} as kept
            on made.person_id = kept.person_id
        where made.fingerprint is distinct from kept.fingerprint
    {%- else %}
        select person_id from {{ fingerprints }}
    {%- endif -%}
{%- endmacro %}
