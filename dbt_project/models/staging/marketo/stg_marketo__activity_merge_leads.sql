with

versions as (

    select * from {{ source('raw_marketo', 'activity_merge_leads') }}

),

lead_merges as (

    select
        source_system,
        id as activity_id,
        lead_id,
        translate(merge_ids, '[] ', '') as merged_lead_ids,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from lead_merges
