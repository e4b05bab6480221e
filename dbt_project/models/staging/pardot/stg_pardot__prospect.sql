with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

latest_versions as (

    select * from prospect_versions
    qualify
        row_number() over (
            partition by source_system, prospect_id
            order by updated_at desc nulls last
        ) = 1

)

select * from latest_versions
