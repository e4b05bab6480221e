{# Whether a version of a record was there at `as_of`. Either moment may be null, or the word `null` where a table has none. #}
{% macro known_by_as_of(created_at, updated_at) -%}
    (
        ({{ created_at }} is null or {{ created_at }} <= {{ as_of() }})
        and ({{ updated_at }} is null or {{ updated_at }} <= {{ as_of() }})
    )
{%- endmacro %}


{# Whether a version is the latest of its record: the one changed last, of these the one that arrived last. For `qualify`. #}
{% macro is_latest_version(key, updated_at) -%}
    row_number() over (
        partition by {{ key | join(", ") }}
        order by
            {{ updated_at }} desc nulls last,
            _loaded_at desc nulls last,
            _source_line desc nulls last
    ) = 1
{%- endmacro %}


{# The same columns of several models, one below the other. #}
{% macro union_of(models, columns) -%}
    {% for model in models %}
        select {{ columns | join(", ") }} from {{ ref(model) }}
        {% if not loop.last %} union all {% endif %}
    {% endfor %}
{%- endmacro %}
