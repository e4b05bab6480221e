with

-- Now, and the moment with which now is compared.
score_moments as (

    select
        {{ as_of() }} as scored_at,
        {{ add_days_to_instant(as_of(), '-change_days') }} as compared_at

    from {{ ref('int_score_thresholds') }}
    where is_current

)

select * from score_moments
