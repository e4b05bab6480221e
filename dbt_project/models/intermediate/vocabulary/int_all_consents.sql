{%- set columns = [
    'source_system', 'consent_id', 'lead_id', 'email', 'is_granted', 'reason', 'changed_at',
] -%}
with

recorded_consents as (

    {{ union_of([
        'stg_files__consents',
        'int_hubspot__consents',
        'int_marketo__consents',
        'int_pardot__consents',
        'int_salesforce__consents',
        'int_zoho__consents',
    ], columns) }}

),

addressed_consents as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_consents

),

consents as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_consents

)

select * from consents
