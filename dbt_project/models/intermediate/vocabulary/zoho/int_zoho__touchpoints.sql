with

members as (

    select * from {{ ref('int_zoho__campaign_members') }}
    where responded_at is not null

),

campaigns as (

    select
        *,
        lower(trim(campaign_type)) as type_word

    from {{ ref('stg_zoho__campaign') }}

),

calls as (

    select * from {{ ref('stg_zoho__call') }}
    where started_at <= {{ as_of() }} and not is_deleted

),

touchpoint_types as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'zoho'

),

worded_touches as (

    select
        members.source_system,
        members.campaign_member_id as touchpoint_id,
        members.lead_id,
        'campaign_type' as field,
        campaigns.type_word as word,
        members.campaign_id,
        campaigns.name as content,
        members.responded_at as occurred_at

    from members
    inner join campaigns
        on
            members.source_system = campaigns.source_system
            and members.campaign_id = campaigns.campaign_id
    union all
    select
        source_system,
        call_id as touchpoint_id,
        coalesce(who_id, case when what_module = 'leads' then what_id end) as lead_id,
        'call_type' as field,
        call_type as word,
        null as campaign_id,
        null as content,
        started_at as occurred_at

    from calls

),

typed_touches as (

    select
        worded_touches.*,
        -- A word that nobody mapped shows as it is.
        case
            when touchpoint_types.value is null then worded_touches.word
            else touchpoint_types.touchpoint_type
        end as touchpoint_type

    from worded_touches
    left join touchpoint_types
        on
            worded_touches.field = touchpoint_types.field
            and worded_touches.word = touchpoint_types.value

),

touchpoints as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        cast(null as string) as email,
        cast(null as string) as visitor_id,
        touchpoint_type,
        cast(null as string) as url,
        cast(null as string) as referrer,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as string) as utm_campaign,
        campaign_id,
        content,
        cast(null as string) as product_line,
        cast(null as string) as user_agent,
        occurred_at,
        cast(null as timestamp) as received_at,
        cast(null as boolean) as is_machine

    from typed_touches
    where touchpoint_type is not null

)

select * from touchpoints
