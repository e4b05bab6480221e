{# The moment the run looks from: one value for the whole run, in UTC. A malformed one stops dbt here. #}
{% macro as_of() -%}
    {{ moment_of(run_var("as_of")) }}
{%- endmacro %}


{# The day on which the last complete run stood, in a run that continues it: what it saw of that day was not all of it. #}
{% macro last_open_day() -%}
    {{ local_date(moment_of(run_var("last_as_of") or run_var("as_of"))) }}
{%- endmacro %}


{# An instant as SQL; if none is given, the start of the run. #}
{% macro moment_of(given) -%}
    {%- if given -%}
        {%- set moment = modules.datetime.datetime.fromisoformat(given | string) -%}
        {%- if moment.tzinfo -%}
            {%- set moment = moment.astimezone(modules.pytz.utc) -%}
        {%- endif -%}
    {%- else -%}
        {%- set moment = run_started_at -%}
    {%- endif -%}
    cast('{{ moment.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}
