with

-- Draw 0 is the estimate. No rows where there is none.
parameters as (

    select * from {{ ref('int_spend_parameters') }}
    where q is not null

),

numbers_of_purchases as (

    select distinct valued_purchases as purchases from {{ ref('int_binned_histories') }}
    where history_kind = 'whole'

),

-- The expected value of an order is base + weight x the mean of the customer's own: the more they
-- bought, the more that says. (Fader and Hardie 2013, equation 5)
drawn_outlooks as (

    select
        numbers_of_purchases.purchases,
        parameters.draw_number,
        parameters.p * parameters.gamma
        / (parameters.p * numbers_of_purchases.purchases + parameters.q - 1) as base,
        parameters.p * numbers_of_purchases.purchases
        / (parameters.p * numbers_of_purchases.purchases + parameters.q - 1) as weight

    from numbers_of_purchases
    cross join parameters

),

spend_outlooks as (

    select
        purchases,
        max(case when draw_number = 0 then base end) as base,
        max(case when draw_number = 0 then weight end) as weight,
        var_pop(case when draw_number > 0 then base end) as base_variance,
        var_pop(case when draw_number > 0 then weight end) as weight_variance,
        covar_pop(
            case when draw_number > 0 then base end, case when draw_number > 0 then weight end
        ) as covariance

    from drawn_outlooks
    group by purchases

)

select * from spend_outlooks
