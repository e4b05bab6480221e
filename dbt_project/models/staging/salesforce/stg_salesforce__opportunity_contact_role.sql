with

versions as (

    select * from {{ source('raw_salesforce', 'opportunity_contact_role') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

contact_roles as (

    select
        source_system,
        {{ salesforce_id('id') }} as contact_role_id,
        {{ salesforce_id('opportunity_id') }} as opportunity_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        coalesce(is_primary, false) as is_primary,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from contact_roles
