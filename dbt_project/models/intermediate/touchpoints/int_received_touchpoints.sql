-- A view: the one model that reads it stores more of it.
{{ config(materialized='view') }}

with

touchpoints as (

    select * from {{ ref('int_all_touchpoints') }}

),

campaign_responses as (

    select * from {{ ref('int_campaign_responses') }}

),

received_touchpoints as (

    select
        source_system,
        {{ hash_key(['source_system', 'touchpoint_id']) }} as touchpoint_id,
        false as is_response,
        identity_key,
        touchpoint_type,
        url,
        referrer,
        utm_source,
        utm_medium,
        coalesce(campaign_id, utm_campaign) as campaign_id,
        content,
        product_line,
        user_agent,
        is_machine,
        occurred_at,
        received_at,
        load_id

    from touchpoints
    union all
    select
        source_system,
        {{ hash_key(["'campaign_response'", 'source_system', 'campaign_member_id']) }}
            as touchpoint_id,
        true as is_response,
        identity_key,
        response_type as touchpoint_type,
        null as url,
        null as referrer,
        null as utm_source,
        null as utm_medium,
        campaign_id,
        null as content,
        null as product_line,
        null as user_agent,
        null as is_machine,
        responded_at as occurred_at,
        null as received_at,
        null as load_id

    from campaign_responses

)

select * from received_touchpoints
