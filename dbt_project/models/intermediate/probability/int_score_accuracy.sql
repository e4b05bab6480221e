with

ranked_scores as (

    select * from {{ ref('int_ranked_scores') }}

),

settings as (

    select * from {{ ref('int_probability_settings') }}

),

-- Of ties, half count as ranked right, and as many are among the first tenth as there is room.
totals as (

    select
        score_kind,
        rule_set,
        sum(people) as people,
        sum(conversions) as conversions,
        sum(people - conversions) as others,
        sum(
            (people - conversions) * (conversions_before + cast(conversions as double) / 2)
        ) as right_pairs,
        {{ exact_sum(
            'conversions * power(1 - probability, 2) '
            ~ '+ (people - conversions) * power(probability, 2)', 12
        ) }} as squared_errors,
        {{ exact_sum(
            'conversions * greatest(least(cast(all_people as double) / 10 - people_before, people), 0) '
            ~ '/ people'
        ) }} as top_conversions

    from ranked_scores
    group by score_kind, rule_set

),

accuracies as (

    select
        totals.*,
        settings.interval_z,
        {{ safe_divide('totals.right_pairs', 'totals.conversions * totals.others') }} as auc,
        {{ safe_divide('totals.squared_errors', 'totals.people') }} as brier,
        {{ safe_divide('totals.top_conversions * 10', 'totals.people') }} as precision_at_top_decile

    from totals
    cross join settings
    where least(totals.conversions, totals.others) >= settings.min_sample_conversions

),

-- J. Hanley, B. McNeil, Radiology 143 (1982): how far the area may be off by chance.
accuracy_errors as (

    select
        *,
        sqrt({{ safe_divide(
            'auc * (1 - auc)'
            ' + (conversions - 1) * (auc / (2 - auc) - auc * auc)'
            ' + (others - 1) * (2 * auc * auc / (1 + auc) - auc * auc)',
            'conversions * others'
        ) }}) as auc_error

    from accuracies

),

score_accuracy as (

    select
        score_kind,
        rule_set,
        round(auc, 9) as auc,
        round(greatest(auc - interval_z * auc_error, 0), 9) as auc_low,
        round(least(auc + interval_z * auc_error, 1), 9) as auc_high,
        round(brier, 9) as brier,
        round(precision_at_top_decile, 9) as precision_at_top_decile

    from accuracy_errors

)

select * from score_accuracy
