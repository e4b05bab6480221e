{%- set columns = [
    'source_system', 'activity_id', 'lead_id', 'email', 'opportunity_id', 'activity_type',
    'outcome', 'owner_id', 'occurred_at', 'updated_at',
] -%}
with

recorded_activities as (

    {{ union_of([
        'stg_files__activities',
        'int_hubspot__activities',
        'int_salesforce__activities',
        'int_zoho__activities',
    ], columns) }}

),

addressed_activities as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_activities

),

activities as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_activities

)

select * from activities
