-- A view: the one model that reads it stores more of it.
{{ config(materialized='view') }}

with

campaign_members as (

    select * from {{ ref('int_all_campaign_members') }}
    where responded_at is not null

),

campaigns as (

    select
        *,
        {{ spelling_of('campaign_type') }} as spelling

    from {{ ref('int_all_campaigns') }}

),

type_map as (

    select * from {{ ref('touchpoint_type_map') }}
    where field = 'campaign_type'

),

-- What members did to answer. A kind of campaign that is known and is no touch makes none; what a
-- system says of its own kinds comes before what is said of all.
campaign_responses as (

    select
        campaign_members.source_system,
        campaign_members.campaign_member_id,
        campaign_members.identity_key,
        campaign_members.campaign_id,
        campaign_members.responded_at,
        case
            when of_the_system.value is not null then of_the_system.touchpoint_type
            when of_all.value is not null then of_all.touchpoint_type
            else 'campaign_response'
        end as response_type

    from campaign_members
    left join campaigns
        on
            campaign_members.source_system = campaigns.source_system
            and campaign_members.campaign_id = campaigns.campaign_id
    left join type_map as of_the_system
        on
            campaign_members.source_system = of_the_system.source
            and campaigns.spelling = of_the_system.value
    left join type_map as of_all
        on
            of_all.source = 'campaign'
            and campaigns.spelling = of_all.value

),

touching_responses as (

    select * from campaign_responses
    where response_type is not null

)

select * from touching_responses
