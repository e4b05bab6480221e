with

latest_versions as (

    select * from {{ source('raw_hubspot', 'contact_form_submission') }}
    where {{ known_by_as_of('timestamp', 'null') }}
    qualify {{ is_latest_version(['source_system', 'conversion_id'], 'null') }}

),

form_submissions as (

    select
        source_system,
        conversion_id,
        contact_id,
        form_id,
        page_url,
        title,
        timestamp as submitted_at

    from latest_versions

)

select * from form_submissions
