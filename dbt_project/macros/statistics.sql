{#
    Wilson's score interval of a rate (E. B. Wilson 1927, JASA 22:209): its bounds stay within 0 and 1 and are honest for few
    cases, where rate ± z·σ is not. Null where nobody was counted. Arguments are columns.
#}

{% macro wilson_low(converted, entered, z) -%}
    case when {{ entered }} > 0 then greatest(cast(0 as double), {{ wilson_bound(converted, entered, z, "-") }}) end
{%- endmacro %}


{% macro wilson_high(converted, entered, z) -%}
    case when {{ entered }} > 0 then least(cast(1 as double), {{ wilson_bound(converted, entered, z, "+") }}) end
{%- endmacro %}


{% macro wilson_bound(converted, entered, z, sign) -%}
    (
        cast({{ converted }} as double) + {{ z }} * {{ z }} / 2
        {{ sign }} {{ z }} * sqrt(
            {{ z }} * {{ z }} / 4
            + cast({{ converted }} as double) * ({{ entered }} - {{ converted }})
            / nullif(cast({{ entered }} as double), 0)
        )
    ) / (nullif(cast({{ entered }} as double), 0) + {{ z }} * {{ z }})
{%- endmacro %}


{#
    How many standard errors one rate lies above another, by the pooled rate of both (two-proportion z test). Null where
    nobody was counted on a side, and where all or none of both converted. Arguments are columns.
#}
{% macro two_rates_z(converted, entered, other_converted, other_entered) -%}
    {%- set pooled = safe_divide(converted ~ " + " ~ other_converted, entered ~ " + " ~ other_entered) -%}
    {{ safe_divide(
        safe_divide(converted, entered) ~ " - " ~ safe_divide(other_converted, other_entered),
        "sqrt(" ~ pooled ~ " * (1 - " ~ pooled ~ ") * ("
        ~ safe_divide("1", entered) ~ " + " ~ safe_divide("1", other_entered) ~ "))"
    ) }}
{%- endmacro %}


{#
    What an amount grows by from one share of it to a later one, rounded at both ends: the parts between 0 and 1 add up to
    the amount exactly.
#}
{% macro part_between(amount, share_before, share_after, places) -%}
    cast(
        cast({{ rounded("cast(" ~ amount ~ " as double) * " ~ share_after, places) }} as decimal(18, {{ places }}))
        - cast({{ rounded("cast(" ~ amount ~ " as double) * " ~ share_before, places) }} as decimal(18, {{ places }}))
        as decimal(18, {{ places }})
    )
{%- endmacro %}


{#
    How unsure a rate of few cases is: the variance of the beta distribution that a rate has after `won` of `cases`, when every
    rate was as likely before (Bayes, Laplace). Unlike p(1 − p)/n it is not zero where all or none won. Arguments are columns.
#}
{% macro rate_variance(won, cases) -%}
    (
        (cast({{ won }} as double) + 1) * ({{ cases }} - {{ won }} + 1)
        / ((cast({{ cases }} as double) + 2) * ({{ cases }} + 2) * ({{ cases }} + 3))
    )
{%- endmacro %}


{# Days to the nearest whole number of bins. #}
{% macro binned_days(days, bin) -%}
    cast(floor({{ days }} / {{ bin }} + 0.5) * {{ bin }} as int)
{%- endmacro %}


{# A value above 0 to the nearest of those that lie a share apart; as it is where that share is 0. #}
{% macro binned_value(value, bin) -%}
    case
        when {{ bin }} = 0 then round({{ value }}, 9)
        else round(exp(floor(ln({{ value }}) / nullif(ln(1 + {{ bin }}), 0) + 0.5) * ln(1 + {{ bin }})), 9)
    end
{%- endmacro %}


{#
    A sum that comes out the same in whatever order its rows are added: floating-point numbers do not, and threads add in
    any order. Each summand is rounded to so many places first.
#}
{% macro exact_sum(expression, places=9) -%}
    cast(sum(cast({{ expression }} as decimal(38, {{ places }}))) as double)
{%- endmacro %}


{# What is left of one point after an exponential decay; without a half-life nothing decays. #}
{% macro decay(from_instant, to_instant, half_life_days) -%}
    power(2, -coalesce({{ days_elapsed(from_instant, to_instant) }} / {{ half_life_days }}, 0))
{%- endmacro %}
