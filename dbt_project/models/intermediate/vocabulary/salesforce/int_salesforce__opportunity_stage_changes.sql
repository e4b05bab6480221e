with

opportunity_changes as (

    select * from {{ ref('stg_salesforce__opportunity_history') }}

),

versions_without_history as (

    select
        versions.*,
        {{ start_of_day('versions.close_on') }} as close_day_at,
        lag(versions.updated_at) over (
            partition by versions.source_system, versions.opportunity_id
            order by versions.updated_at
        ) as previous_updated_at

    from {{ ref('stg_salesforce__opportunity_versions') }} as versions
    left join opportunity_changes
        on
            versions.source_system = opportunity_changes.source_system
            and versions.opportunity_id = opportunity_changes.opportunity_id
    where opportunity_changes.opportunity_id is null and versions.stage is not null

),

-- Without stage history a version says when its stage began, or, of a closed deal, the day of its
-- close; that day may be one to come, or one before the deal was last seen open.
dated_versions as (

    select
        *,
        coalesce(
            stage_changed_at,
            case
                when is_closed
                    then greatest(created_at, previous_updated_at, least(close_day_at, updated_at))
            end,
            updated_at,
            created_at
        ) as changed_at

    from versions_without_history

),

stated_stages as (

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        probability,
        changed_at,
        opportunity_change_id as statement_order

    from opportunity_changes
    union all
    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        probability,
        changed_at,
        cast(updated_at as string) as statement_order

    from dated_versions

),

-- Of several at one moment the last one stands.
stages_by_moment as (

    select * from stated_stages
    qualify
        row_number() over (
            partition by source_system, opportunity_id, changed_at
            order by statement_order desc nulls last
        ) = 1

),

compared_stages as (

    select
        *,
        lag(stage) over (
            partition by source_system, opportunity_id
            order by changed_at
        ) as previous_stage

    from stages_by_moment

),

-- A change of amount or close date is a row of the history too, and no move.
opportunity_stage_changes as (

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        probability,
        changed_at

    from compared_stages
    where stage is distinct from previous_stage

)

select * from opportunity_stage_changes
