{#
    What makes two rows of a tracker the same event: not its id alone. Robots and clocks set back give two events one id,
    and neither may vanish. Of `versions`, as the id that an event is given bears the name of the tracker's.
#}
{% macro event_identity() -%}
    {{ return([
        "versions.source_system", "versions.event_id", "versions.visitor_id", "versions.occurred_at", "versions.url"
    ]) }}
{%- endmacro %}


{# An id of its own for every event of a table: the tracker's, numbered where several events bear it. #}
{% macro distinct_event_id(table) -%}
    '{{ table }}:' || event_id || coalesce(
        '/' || cast(
            nullif(
                dense_rank() over (
                    partition by source_system, event_id
                    order by occurred_at, visitor_id nulls last, url nulls last
                ), 1
            ) as string
        ), ''
    )
{%- endmacro %}


{#
    Whether an event had arrived by `as_of`. What a tracker sent late was not known before, and a clock that runs ahead must
    not hide what is already here. Where nobody says when it arrived, it was when it happened.
#}
{% macro event_known_by_as_of() -%}
    coalesce(received_at, occurred_at) <= {{ as_of() }}
{%- endmacro %}
