{#
    A Salesforce id with its 18 characters. The short form tells records apart by the case of its letters alone; the last
    three of the long form say which letters of each block of five are capitals, the first as the lowest bit.
    Whatever is not 15 characters long stays as it is.
#}
{% macro salesforce_id(column) -%}
    case
        when length({{ column }}) = 15
            then {{ column }}
            {%- for block in range(3) %}
            || substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1
                {%- for place in range(5) %}
                + case when substr({{ column }}, {{ 5 * block + place + 1 }}, 1) between 'A' and 'Z' then {{ 2 ** place }} else 0 end
                {%- endfor %},
                1
            )
            {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}


{# Whether a row is gone: by its own word, or because a loader no longer finds it. #}
{% macro is_gone() -%}
    (coalesce(is_deleted, false) or coalesce(_fivetran_deleted, false))
{%- endmacro %}
