with

engagements as (

    select * from {{ ref('stg_hubspot__engagement') }}

),

calls as (

    select * from {{ ref('stg_hubspot__engagement_call') }}

),

meetings as (

    select * from {{ ref('stg_hubspot__engagement_meeting') }}

),

emails as (

    select * from {{ ref('stg_hubspot__engagement_email') }}

),

tasks as (

    select * from {{ ref('stg_hubspot__engagement_task') }}

),

-- Notes are not among them: a note is written about somebody, not to them.
typed_engagements as (

    select
        source_system,
        engagement_id,
        'call' as engagement_type,
        lower(direction) as direction,
        lower(coalesce(disposition_id, status)) as result,
        owner_id,
        occurred_at,
        updated_at

    from calls
    union all
    select
        source_system,
        engagement_id,
        'meeting' as engagement_type,
        cast(null as string) as direction,
        lower(outcome) as result,
        owner_id,
        occurred_at,
        updated_at

    from meetings
    union all
    select
        source_system,
        engagement_id,
        'email' as engagement_type,
        lower(direction) as direction,
        lower(status) as result,
        owner_id,
        occurred_at,
        updated_at

    from emails
    union all
    -- A task nobody has touched yet has no status.
    select
        source_system,
        engagement_id,
        'task' as engagement_type,
        cast(null as string) as direction,
        lower(coalesce(status, 'not_started')) as result,
        owner_id,
        completed_at as occurred_at,
        updated_at

    from tasks

),

described_engagements as (

    select
        typed_engagements.source_system,
        typed_engagements.engagement_id,
        typed_engagements.engagement_type,
        typed_engagements.direction,
        typed_engagements.result,
        coalesce(typed_engagements.owner_id, engagements.owner_id) as owner_id,
        coalesce(typed_engagements.occurred_at, engagements.occurred_at) as occurred_at,
        coalesce(typed_engagements.updated_at, engagements.updated_at) as updated_at

    from typed_engagements
    left join engagements
        on
            typed_engagements.source_system = engagements.source_system
            and typed_engagements.engagement_id = engagements.engagement_id
    where not coalesce(engagements.is_deleted, false)

),

-- What stands in the calendar for tomorrow has not happened.
past_engagements as (

    select * from described_engagements
    where occurred_at <= {{ as_of() }}

)

select * from past_engagements
