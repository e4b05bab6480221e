{%- set touches = {
    'activity_visit_webpage': 'page_view',
    'activity_click_link': 'link_click',
    'activity_fill_out_form': 'form_submit',
    'activity_send_email': 'email_sent',
    'activity_open_email': 'email_open',
    'activity_click_email': 'email_click',
    'activity_unsubscribe_email': 'email_unsubscribe',
} -%}
with

smart_campaigns as (

    select * from {{ ref('stg_marketo__campaign') }}

),

activities as (

    {% for table, touchpoint_type in touches.items() %}
        select
            source_system,
            activity_id,
            lead_id,
            '{{ touchpoint_type }}' as touchpoint_type,
            url,
            referrer,
            content,
            user_agent,
            is_machine,
            smart_campaign_id,
            occurred_at
        from {{ ref('stg_marketo__' ~ table) }}
        {% if not loop.last %} union all {% endif %}
    {% endfor %}

),

-- What activities call a campaign is an automation; the program that it belongs to is the campaign.
activity_touches as (

    select
        activities.source_system,
        activities.activity_id as touchpoint_id,
        activities.lead_id,
        activities.touchpoint_type,
        activities.url,
        activities.referrer,
        smart_campaigns.program_id as campaign_id,
        activities.content,
        activities.user_agent,
        activities.occurred_at,
        activities.is_machine

    from activities
    left join smart_campaigns
        on
            activities.source_system = smart_campaigns.source_system
            and activities.smart_campaign_id = smart_campaigns.smart_campaign_id

)

select * from activity_touches
