with

versions as (

    select * from {{ source('raw_salesforce', 'account') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

accounts as (

    select
        source_system,
        {{ salesforce_id('id') }} as account_id,
        {{ salesforce_id('master_record_id') }} as master_record_id,
        name,
        website,
        industry,
        number_of_employees as employee_count,
        billing_country as country,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from accounts
