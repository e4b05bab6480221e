with

accounts as (

    select * from {{ ref('int_accounts') }}

),

people as (

    select
        account_id,
        count(*) as people_count

    from {{ ref('int_people') }}
    group by account_id

),

deals as (

    select
        account_id,
        sum(case when not is_closed then amount end) as open_amount,
        sum(case when is_won then amount end) as won_amount

    from {{ ref('int_opportunities') }}
    group by account_id

),

described_accounts as (

    select
        accounts.account_id,
        accounts.source_system,
        accounts.source_record_id,
        accounts.name,
        accounts.domain,
        accounts.industry,
        accounts.employee_count,
        accounts.country,
        coalesce(people.people_count, 0) as people_count,
        cast(coalesce(deals.open_amount, 0) as decimal(18, 2)) as open_amount,
        cast(coalesce(deals.won_amount, 0) as decimal(18, 2)) as won_amount

    from accounts
    left join people
        on accounts.account_id = people.account_id
    left join deals
        on accounts.account_id = deals.account_id

)

select * from described_accounts
