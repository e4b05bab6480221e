{% set spans = {
    'predicted_clv': 'horizon', 'predicted_clv_12m': '12m', 'predicted_clv_36m': '36m',
} %}
with

histories as (

    select * from {{ ref('int_binned_histories') }}
    where history_kind = 'whole'

),

purchase_outlooks as (

    select * from {{ ref('int_purchase_outlooks') }}

),

spend_outlooks as (

    select * from {{ ref('int_spend_outlooks') }}

),

-- What goes for all: why there may be nothing, what of revenue is margin, how wide intervals are.
given as (

    select
        coalesce(purchases.note, spends.note) as note,
        margin_shares.margin_share,
        assumptions.interval_z

    from {{ ref('int_purchase_parameters') }} as purchases
    cross join {{ ref('int_spend_parameters') }} as spends
    cross join {{ ref('int_margin_share') }} as margin_shares
    cross join {{ ref('int_clv_assumptions') }} as assumptions
    where
        purchases.history_kind = 'whole'
        and purchases.draw_number = 0
        and spends.draw_number = 0

),

order_values as (

    select
        histories.customer_id,
        purchase_outlooks.*,
        given.note,
        given.margin_share,
        given.interval_z,
        spend_outlooks.base + spend_outlooks.weight * coalesce(histories.mean_value, 0)
            as expected_order_value,
        spend_outlooks.base_variance
        + 2 * spend_outlooks.covariance * coalesce(histories.mean_value, 0)
        + spend_outlooks.weight_variance
        * coalesce(histories.mean_value, 0) * coalesce(histories.mean_value, 0)
            as order_value_variance

    from histories
    cross join given
    left join purchase_outlooks
        on
            histories.frequency = purchase_outlooks.frequency
            and histories.recency_days = purchase_outlooks.recency_days
            and histories.age_days = purchase_outlooks.age_days
    left join spend_outlooks
        on histories.valued_purchases = spend_outlooks.purchases

),

-- How often and for how much are two models: their errors, as logarithms, add up as squares do.
bounded_values as (

    select
        *,
        {% for name, span in spans.items() %}
            discounted_orders_{{ span }} * expected_order_value * margin_share as {{ name }},
            exp(
                interval_z * sqrt(
                    spread_{{ span }} * spread_{{ span }}
                    + order_value_variance / (expected_order_value * expected_order_value)
                )
            ) as factor_{{ span }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from order_values

),

-- Where the margin is negative, the bounds change places.
predicted_values as (

    select
        customer_id,
        probability_alive,
        expected_orders_12m,
        {{ rounded('expected_order_value', 2) }} as expected_order_value,
        {% for name, span in spans.items() %}
            {%- set factor = 'factor_' ~ span %}
            {%- set bounds = '(' ~ name ~ ' / ' ~ factor ~ ', ' ~ name ~ ' * ' ~ factor ~ ')' %}
            {{ rounded(name, 2) }} as {{ name }},
            {{ rounded('least' ~ bounds, 2) }}
                as {{ name }}_low,
            {{ rounded('greatest' ~ bounds, 2) }}
                as {{ name }}_high,
        {% endfor %}
        note as predicted_note

    from bounded_values

)

select * from predicted_values
