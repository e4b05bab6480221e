with

versions as (

    select * from {{ source('raw_salesforce', 'campaign_member') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

campaign_members as (

    select
        source_system,
        {{ salesforce_id('id') }} as campaign_member_id,
        {{ salesforce_id('campaign_id') }} as campaign_id,
        {{ salesforce_id('lead_id') }} as lead_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        status,
        first_responded_date as responded_on,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from campaign_members
