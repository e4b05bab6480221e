{# The moment the run looks from: one value for the whole run, in UTC. A malformed one stops dbt here. #}
{% macro as_of() -%}
    {%- set given = run_var("as_of") -%}
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
