with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

latest_versions as (

    select * from lead_versions
    qualify
        row_number() over (
            partition by source_system, lead_id
            order by updated_at desc nulls last
        ) = 1

)

select * from latest_versions
