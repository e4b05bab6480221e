{%- set columns = [
    'source_system', 'opportunity_id', 'lead_id', 'email', 'account_id', 'name',
    'opportunity_type', 'amount', 'currency', 'stage', 'probability', 'is_closed', 'is_won',
    'lead_source', 'campaign_id', 'product_line', 'owner_id', 'created_at', 'closed_at',
    'expected_close_on', 'updated_at',
] -%}
with

recorded_opportunities as (

    {{ union_of([
        'stg_files__opportunities',
        'int_hubspot__opportunities',
        'int_pardot__opportunities',
        'int_salesforce__opportunities',
        'int_zoho__opportunities',
    ], columns) }}

),

addressed_opportunities as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_opportunities

),

opportunities as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_opportunities

)

select * from opportunities
