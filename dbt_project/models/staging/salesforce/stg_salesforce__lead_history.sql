with

versions as (

    select * from {{ source('raw_salesforce', 'lead_history') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'null') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'null'
        ) }}

),

lead_changes as (

    select
        source_system,
        {{ salesforce_id('id') }} as lead_change_id,
        {{ salesforce_id('lead_id') }} as lead_id,
        field,
        old_value,
        new_value,
        created_date as changed_at

    from latest_versions

)

select * from lead_changes
