with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

campaign_members as (

    select * from {{ ref('int_all_campaign_members') }}

),

campaigns as (

    select
        *,
        replace(lower(trim(campaign_type)), '_', ' ') as spelling

    from {{ ref('int_all_campaigns') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

programmes as (

    select * from {{ ref('nurture_programmes') }}

),

-- What we send is excluded as a touch of theirs and is the treatment; what machines opened is none.
treatments as (

    select
        touchpoints.person_id,
        touchpoints.campaign_id,
        touchpoints.occurred_at as treated_at

    from touchpoints
    inner join programmes
        on
            programmes.field = 'touchpoint_type'
            and touchpoints.touchpoint_type = programmes.value
    where touchpoints.is_counted or touchpoints.excluded_reason = 'outbound'

    union all

    select
        identity_people.person_id,
        campaign_members.campaign_id,
        campaign_members.created_at as treated_at

    from campaign_members
    inner join campaigns
        on
            campaign_members.source_system = campaigns.source_system
            and campaign_members.campaign_id = campaigns.campaign_id
    inner join programmes
        on
            programmes.field = 'campaign_type'
            and campaigns.spelling = programmes.value
    inner join identity_people
        on campaign_members.identity_key = identity_people.identity_key

),

first_treatments as (

    select
        person_id,
        campaign_id,
        min(treated_at) as treated_at

    from treatments
    where person_id is not null and campaign_id is not null and treated_at is not null
    group by person_id, campaign_id

),

dated_treatments as (

    select
        *,
        {{ local_date('treated_at') }} as treated_on

    from first_treatments

),

weekly_treatments as (

    select
        person_id,
        campaign_id,
        treated_at,
        treated_on,
        {{ week_of('treated_on') }} as week

    from dated_treatments

)

select * from weekly_treatments
