{#
    Business hours between two instants, each with the row of `int_business_days` of its own day. What lies outside the
    opening times falls out at both ends; the days between are already summed up. Rounded, as the last binary places of
    such sums would break a promise that was kept to the second.
#}
{% macro business_hours_between(from_day, from_instant, to_day, to_instant) -%}
    round({{ business_hours_at(to_day, to_instant) }} - {{ business_hours_at(from_day, from_instant) }}, 9)
{%- endmacro %}


{# Business hours from the beginning of the calendar to an instant. #}
{% macro business_hours_at(day, instant) -%}
    (
        {{ day }}.hours_before
        + greatest(
            least({{ hours_elapsed(day ~ ".opens_at", instant) }}, {{ day }}.open_hours), cast(0 as double)
        )
    )
{%- endmacro %}
