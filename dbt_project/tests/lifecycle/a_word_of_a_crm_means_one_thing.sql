-- Two rows for one word of one system and pipeline would leave it to chance what it means.
select
    field,
    source_system,
    pipeline,
    value

from {{ ref('crm_stage_map') }}
group by field, source_system, pipeline, value
having count(*) > 1
