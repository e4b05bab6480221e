{#
    What DuckDB and Spark say differently. Models call these and stay free of `if target`.
    Arguments are columns, not expressions: some engines repeat them.
#}

{# The reporting zone's day of a UTC instant. #}
{% macro local_date(instant) -%}
    {{ adapter.dispatch("local_date", "leadhouse")(instant) }}
{%- endmacro %}

{# Clocks are slow to convert: those of UTC are not, and an instant becomes one with a zone by its number. #}
{% macro duckdb__local_date(instant) -%}
    {%- if run_var("time_zone") == "UTC" -%}
        cast({{ instant }} as date)
    {%- else -%}
        cast(timezone('{{ run_var("time_zone") }}', make_timestamptz(epoch_us({{ instant }}))) as date)
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_date(instant) -%}
    to_date(from_utc_timestamp({{ instant }}, '{{ run_var("time_zone") }}'))
{%- endmacro %}


{# The UTC instant of a time on the clocks of the reporting zone. #}
{% macro utc_instant(local_time) -%}
    {{ adapter.dispatch("utc_instant", "leadhouse")(local_time) }}
{%- endmacro %}

{% macro duckdb__utc_instant(local_time) -%}
    timezone('UTC', timezone('{{ run_var("time_zone") }}', {{ local_time }}))
{%- endmacro %}

{% macro spark__utc_instant(local_time) -%}
    to_utc_timestamp({{ local_time }}, '{{ run_var("time_zone") }}')
{%- endmacro %}


{# The UTC instant at which a day of the reporting zone begins. #}
{% macro start_of_day(day) -%}
    {{ utc_instant("cast(" ~ day ~ " as timestamp)") }}
{%- endmacro %}


{# Whole days from one date to another. #}
{% macro days_between(from_date, to_date) -%}
    {{ adapter.dispatch("days_between", "leadhouse")(from_date, to_date) }}
{%- endmacro %}

{% macro duckdb__days_between(from_date, to_date) -%}
    cast({{ to_date }} - {{ from_date }} as int)
{%- endmacro %}

{% macro spark__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}


{# Seconds from one instant to another, as a double. #}
{% macro seconds_between(from_instant, to_instant) -%}
    {{ adapter.dispatch("seconds_between", "leadhouse")(from_instant, to_instant) }}
{%- endmacro %}

{% macro duckdb__seconds_between(from_instant, to_instant) -%}
    (cast(epoch_us({{ to_instant }}) - epoch_us({{ from_instant }}) as double) / 1000000)
{%- endmacro %}

{% macro spark__seconds_between(from_instant, to_instant) -%}
    (cast(unix_micros({{ to_instant }}) - unix_micros({{ from_instant }}) as double) / 1000000)
{%- endmacro %}


{# Hours from one instant to another, as a double. #}
{% macro hours_elapsed(from_instant, to_instant) -%}
    ({{ seconds_between(from_instant, to_instant) }} / 3600)
{%- endmacro %}


{# Days from one instant to another, as a double. #}
{% macro days_elapsed(from_instant, to_instant) -%}
    ({{ seconds_between(from_instant, to_instant) }} / 86400)
{%- endmacro %}


{# A date so many days later; the count may be a column. #}
{% macro add_days(day, days) -%}
    {{ adapter.dispatch("add_days", "leadhouse")(day, days) }}
{%- endmacro %}

{% macro duckdb__add_days(day, days) -%}
    cast({{ day }} + cast({{ days }} as int) as date)
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}


{# An instant so many days of 24 hours later; the count may be a column and may be a fraction. #}
{% macro add_days_to_instant(instant, days) -%}
    {{ adapter.dispatch("add_days_to_instant", "leadhouse")(instant, days) }}
{%- endmacro %}

{% macro duckdb__add_days_to_instant(instant, days) -%}
    ({{ instant }} + to_microseconds(cast({{ days }} * 86400000000 as bigint)))
{%- endmacro %}

{% macro spark__add_days_to_instant(instant, days) -%}
    timestamp_micros(unix_micros({{ instant }}) + cast({{ days }} * 86400000000 as bigint))
{%- endmacro %}


{# The first day of a date's month. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}


{# The Monday of a date's week. #}
{% macro week_of(day) -%}
    cast(date_trunc('week', {{ day }}) as date)
{%- endmacro %}


{# Whole months from one first-of-month to another. #}
{% macro months_between_starts(from_month, to_month) -%}
    cast(
        (extract(year from {{ to_month }}) - extract(year from {{ from_month }})) * 12
        + extract(month from {{ to_month }}) - extract(month from {{ from_month }}) as int
    )
{%- endmacro %}


{# Null where the divisor is zero or null: DuckDB would say infinite, Spark would stop. #}
{% macro safe_divide(dividend, divisor) -%}
    (cast({{ dividend }} as double) / nullif(cast({{ divisor }} as double), 0))
{%- endmacro %}


{#
    A double rounded to so many places, a half away from zero. DuckDB multiplies, rounds and divides; Spark would look at the
    decimals that the number is written with, and a cent is another where a product falls just short of a half.
#}
{% macro rounded(value, places) -%}
    {{ adapter.dispatch("rounded", "leadhouse")(value, places) }}
{%- endmacro %}

{% macro duckdb__rounded(value, places) -%}
    round({{ value }}, {{ places }})
{%- endmacro %}

{% macro spark__rounded(value, places) -%}
    (round(({{ value }}) * cast(1e{{ places }} as double)) / cast(1e{{ places }} as double))
{%- endmacro %}


{#
    A key made of several columns; null and the empty text differ. Twelve letters and digits: a longer text DuckDB keeps apart
    from its column, and hashes, compares and writes at more than twice the cost (docs/decisions/keys_of_twelve_letters.md).
#}
{% macro hash_key(columns) -%}
    replace(replace(left(base64(unhex(md5(concat_ws('|'
    {%- for column in columns -%}
        , coalesce(cast({{ column }} as string), '~')
    {%- endfor -%}
    )))), 12), '+', 'x'), '/', 'y')
{%- endmacro %}


{# A number from 0 up to 1 that a text draws once and for ever, like a lot: whoever else draws changes nothing. #}
{% macro drawn_lot(text) -%}
    {{ adapter.dispatch("drawn_lot", "leadhouse")(text) }}
{%- endmacro %}

{% macro duckdb__drawn_lot(text) -%}
    (cast(cast('0x' || left(md5({{ text }}), 8) as bigint) as double) / 4294967296)
{%- endmacro %}

{% macro spark__drawn_lot(text) -%}
    (cast(conv(left(md5({{ text }}), 8), 16, 10) as double) / 4294967296)
{%- endmacro %}


{# How many numbers of a list are not above a value; none where there is no list. #}
{% macro count_up_to(numbers, value) -%}
    {{ adapter.dispatch("count_up_to", "leadhouse")(numbers, value) }}
{%- endmacro %}

{% macro duckdb__count_up_to(numbers, value) -%}
    coalesce(len(list_filter({{ numbers }}, lambda number: number <= {{ value }})), 0)
{%- endmacro %}

{% macro spark__count_up_to(numbers, value) -%}
    coalesce(size(filter({{ numbers }}, number -> number <= {{ value }})), 0)
{%- endmacro %}


{# Texts of a group as one text, in a given order. #}
{% macro ordered_list(text, order_by, separator) -%}
    {{ adapter.dispatch("ordered_list", "leadhouse")(text, order_by, separator) }}
{%- endmacro %}

{% macro duckdb__ordered_list(text, order_by, separator) -%}
    {#- To put a list of texts in order takes half the time that an aggregate in order takes. -#}
    {%- if text == order_by -%}
        array_to_string(list_sort(list({{ text }}) filter ({{ text }} is not null)), '{{ separator }}')
    {%- else -%}
        string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
    {%- endif -%}
{%- endmacro %}

{% macro spark__ordered_list(text, order_by, separator) -%}
    array_join(
        transform(array_sort(collect_list(named_struct('position', {{ order_by }}, 'text', {{ text }}))), entry -> entry.text),
        '{{ separator }}'
    )
{%- endmacro %}


{# Every match of a pattern replaced. #}
{% macro replace_all(text, pattern, replacement) -%}
    {{ adapter.dispatch("replace_all", "leadhouse")(text, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}')
{%- endmacro %}


{# A text with letters and accents composed (Unicode NFC): `é` may be one character or two. #}
{% macro composed(text) -%}
    {{ adapter.dispatch("composed", "leadhouse")(text) }}
{%- endmacro %}

{% macro duckdb__composed(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{# Spark has no such function: there, names written with combining accents stay different. #}
{% macro spark__composed(text) -%}
    {{ text }}
{%- endmacro %}


{# The domain of an address of the web or of an application, without `www.`; null for a path or nothing. #}
{% macro domain_of(address) -%}
    nullif(regexp_extract(lower({{ address }}), '^([a-z-]+://)?(www[.])?([^/:?#]+)', 3), '')
{%- endmacro %}


{# A text that is to leave the warehouse, unless an e-mail address stands in it. #}
{% macro without_email(text) -%}
    case when {{ text }} like '%_@_%._%' then '(an e-mail address)' else {{ text }} end
{%- endmacro %}


{# One row per day from one date to another, both included; stands alone in a select list. #}
{% macro each_day(first_day, last_day) -%}
    {{ adapter.dispatch("each_day", "leadhouse")(first_day, last_day) }}
{%- endmacro %}

{% macro duckdb__each_day(first_day, last_day) -%}
    cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__each_day(first_day, last_day) -%}
    explode(sequence({{ first_day }}, {{ last_day }}))
{%- endmacro %}


{# One row per part of a text that a separator divides; stands alone in a select list. #}
{% macro each_part(text, separator) -%}
    {{ adapter.dispatch("each_part", "leadhouse")(text, separator) }}
{%- endmacro %}

{% macro duckdb__each_part(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__each_part(text, separator) -%}
    explode(split({{ text }}, '\\Q{{ separator }}\\E'))
{%- endmacro %}


{# As `each_part`, with the number of each part beside it. #}
{% macro each_numbered_part(text, separator, part, number) -%}
    {{ adapter.dispatch("each_numbered_part", "leadhouse")(text, separator, part, number) }}
{%- endmacro %}

{% macro duckdb__each_numbered_part(text, separator, part, number) -%}
    unnest(string_split({{ text }}, '{{ separator }}')) as {{ part }},
    generate_subscripts(string_split({{ text }}, '{{ separator }}'), 1) as {{ number }}
{%- endmacro %}

{% macro spark__each_numbered_part(text, separator, part, number) -%}
    posexplode(split({{ text }}, '\\Q{{ separator }}\\E')) as ({{ number }}, {{ part }})
{%- endmacro %}


{# The instant so many milliseconds after the start of 1970. #}
{% macro instant_of_milliseconds(milliseconds) -%}
    {{ adapter.dispatch("instant_of_milliseconds", "leadhouse")(milliseconds) }}
{%- endmacro %}

{% macro duckdb__instant_of_milliseconds(milliseconds) -%}
    make_timestamp({{ milliseconds }} * 1000)
{%- endmacro %}

{% macro spark__instant_of_milliseconds(milliseconds) -%}
    timestamp_millis({{ milliseconds }})
{%- endmacro %}


{# Stops the query with a message that the data decide. #}
{% macro failure(message) -%}
    {{ adapter.dispatch("failure", "leadhouse")(message) }}
{%- endmacro %}

{% macro duckdb__failure(message) -%}
    error({{ message }})
{%- endmacro %}

{% macro spark__failure(message) -%}
    raise_error({{ message }})
{%- endmacro %}


{# The columns of the tables among these sources that are there, by `schema.table`. #}
{% macro columns_of_tables(tables) -%}
    {{ return(adapter.dispatch("columns_of_tables", "leadhouse")(tables)) }}
{%- endmacro %}

{# One question for all: a question for each of a hundred tables would be felt at every start. #}
{% macro duckdb__columns_of_tables(tables) -%}
    {% set found = run_query(
        "select schema_name || '.' || table_name, string_agg(column_name, ' ') from duckdb_columns() "
        ~ "where database_name = '" ~ tables[0].database ~ "' and not internal group by all"
    ) %}
    {% set columns = {} %}
    {% for row in found.rows %}
        {% do columns.update({row[0]: row[1].split(" ")}) %}
    {% endfor %}
    {{ return(columns) }}
{%- endmacro %}

{% macro spark__columns_of_tables(tables) -%}
    {% set columns = {} %}
    {% for table in tables %}
        {% set existing = adapter.get_relation(database=none, schema=table.schema, identifier=table.name) %}
        {% if existing and not existing.is_view %}
            {% do columns.update({table.schema ~ "." ~ table.name:
                adapter.get_columns_in_relation(existing) | map(attribute="name") | list}) %}
        {% endif %}
    {% endfor %}
    {{ return(columns) }}
{%- endmacro %}


{# A raw table that shows a folder of Parquet files, which the gate handed over, under the contract's types. #}
{% macro show_parquet(table, folder) -%}
    {{ adapter.dispatch("show_parquet", "leadhouse")(table, folder) }}
{%- endmacro %}

{% macro duckdb__show_parquet(table, folder) -%}
    {% do run_query("create or replace view " ~ table.relation_name ~ " as from read_parquet('" ~ folder ~ "/*.parquet')") %}
{%- endmacro %}

{# Of a view Spark would ask the files for their types whenever a query reads it. #}
{% macro spark__show_parquet(table, folder) -%}
    {% set existing = adapter.get_relation(database=none, schema=table.schema, identifier=table.name) %}
    {% if existing and "Type: MANAGED" in existing.information %}
        {{ exceptions.raise_compiler_error(
            table.relation_name ~ " holds rows of its own, so it cannot show what lies in " ~ folder
            ~ ". Drop it, or leave `raw_path` empty."
        ) }}
    {% endif %}
    {% do adapter.drop_relation(existing) if existing %}
    {% do run_query(
        "create table " ~ table.relation_name ~ " (" ~ typed_columns(table) ~ ") using parquet location '" ~ folder ~ "'"
    ) %}
{%- endmacro %}
