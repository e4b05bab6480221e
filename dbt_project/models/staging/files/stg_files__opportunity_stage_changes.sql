with

versions as (

    select * from {{ source('raw_files', 'opportunity_stage_changes') }}

),

latest_versions as (

    select * from versions
    where
        changed_at <= {{ as_of() }}
    qualify
        row_number() over (
            partition by source_system, opportunity_id, changed_at, stage
            order by _loaded_at desc, _source_line desc
        ) = 1

),

opportunity_stage_changes as (

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        probability,
        changed_at

    from latest_versions

)

select * from opportunity_stage_changes
