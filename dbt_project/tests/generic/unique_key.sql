{# The columns together tell rows apart, and none of them is null. On a column: that one alone does. #}
{% test unique_key(model, columns=none, column_name=none) %}

{%- set columns = columns or [column_name] %}

select {{ columns | join(", ") }}
from {{ model }}
group by {{ columns | join(", ") }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
