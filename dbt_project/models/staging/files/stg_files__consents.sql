with

versions as (

    select * from {{ source('raw_files', 'consents') }}

),

latest_versions as (

    select * from versions
    where
        changed_at <= {{ as_of() }}
    qualify
        row_number() over (
            partition by source_system, consent_id
            order by _loaded_at desc, _source_line desc
        ) = 1

),

consents as (

    select
        source_system,
        consent_id,
        lead_id,
        email,
        is_granted,
        reason,
        changed_at

    from latest_versions

)

select * from consents
