with

moments as (

    select * from {{ ref('int_conversion_moments') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

kinds_of_accounts as (

    select * from {{ ref('conversion_kinds') }}
    where scope = 'account'

),

lookback as (

    select max(case when setting = 'lookback_days' then value end) as lookback_days
    from {{ ref('attribution_settings') }}

),

walked_moments as (

    select
        moments.*,
        {{ hash_key(['moments.conversion_kind', 'moments.source_key']) }} as conversion_id,
        case
            when kinds_of_accounts.scope is null then moments.person_id
            else coalesce(moments.account_id, person_accounts.account_id, moments.person_id)
        end as walker_id,
        -lookback.lookback_days as days_back

    from moments
    cross join lookback
    left join kinds_of_accounts
        on moments.conversion_kind = kinds_of_accounts.conversion_kind
    left join person_accounts
        on moments.person_id = person_accounts.person_id

),

conversions as (

    select
        conversion_id,
        conversion_kind,
        source_key,
        person_id,
        walker_id,
        customer_id,
        converted_at,
        {{ month_of(local_date('converted_at')) }} as converted_month,
        {{ add_days_to_instant('converted_at', 'days_back') }} as looks_back_to,
        lag(converted_at) over (
            partition by conversion_kind, walker_id order by converted_at nulls last, conversion_id
        ) as previous_converted_at,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        is_new_customer

    from walked_moments

)

select * from conversions
