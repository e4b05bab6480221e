{%- set columns = [
    'source_system', 'campaign_member_id', 'campaign_id', 'lead_id', 'email', 'status',
    'created_at', 'responded_at', 'updated_at',
] -%}
with

recorded_campaign_members as (

    {{ union_of([
        'stg_files__campaign_members',
        'int_marketo__campaign_members',
        'int_salesforce__campaign_members',
        'int_zoho__campaign_members',
    ], columns) }}

),

addressed_campaign_members as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_campaign_members

),

campaign_members as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_campaign_members

)

select * from campaign_members
