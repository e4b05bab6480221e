with

versions as (

    select * from {{ source('raw_salesforce', 'user') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

users as (

    select
        source_system,
        {{ salesforce_id('id') }} as user_id,
        name,
        email,
        is_active,
        coalesce(_fivetran_deleted, false) as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from users
