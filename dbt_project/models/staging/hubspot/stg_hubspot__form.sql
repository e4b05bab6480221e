with

latest_versions as (

    select * from {{ source('raw_hubspot', 'form') }}
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'guid'], 'updated_at') }}

),

forms as (

    select
        source_system,
        guid as form_id,
        name

    from latest_versions

)

select * from forms
