with

-- HubSpot's stages have names of their own in each pipeline; its moves tell them.
stated_versions as (

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        expected_close_on,
        updated_at

    from {{ ref('stg_files__opportunity_versions') }}

    union all

    select
        source_system,
        deal_id as opportunity_id,
        cast(null as string) as stage,
        amount,
        currency,
        {{ local_date('close_at') }} as expected_close_on,
        updated_at

    from {{ ref('stg_hubspot__deal_versions') }}

    union all

    select
        source_system,
        opportunity_id,
        coalesce(stage, status) as stage,
        amount,
        cast(null as string) as currency,
        {{ local_date('closed_at') }} as expected_close_on,
        updated_at

    from {{ ref('int_pardot__opportunity_versions') }}

    union all

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        close_on as expected_close_on,
        updated_at

    from {{ ref('stg_salesforce__opportunity_versions') }}

    union all

    select
        source_system,
        deal_id as opportunity_id,
        stage,
        amount,
        currency,
        closing_on as expected_close_on,
        updated_at

    from {{ ref('stg_zoho__deal_versions') }}

),

-- A version without a moment may have come at any time. Of two of one moment either may hold: the
-- greater one is taken, so that it is the same one every time.
opportunity_versions as (

    select * from stated_versions
    where updated_at is not null
    qualify
        row_number() over (
            partition by source_system, opportunity_id, updated_at
            order by
                amount desc nulls last,
                currency desc nulls last,
                expected_close_on desc nulls last,
                stage desc nulls last
        ) = 1

)

select * from opportunity_versions
