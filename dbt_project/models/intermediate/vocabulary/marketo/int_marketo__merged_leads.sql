with

lead_merges as (

    select * from {{ ref('stg_marketo__activity_merge_leads') }}

),

merged_leads as (

    select
        source_system,
        lead_id,
        occurred_at,
        {{ each_part('merged_lead_ids', ',') }} as merged_lead_id

    from lead_merges

),

-- A merge that was reported twice is one; of two that contradict each other, the later.
last_merges as (

    select
        source_system,
        merged_lead_id,
        lead_id

    from merged_leads
    where merged_lead_id <> lead_id
    qualify
        row_number() over (
            partition by source_system, merged_lead_id
            order by occurred_at desc, lead_id asc
        ) = 1

)

select * from last_merges
