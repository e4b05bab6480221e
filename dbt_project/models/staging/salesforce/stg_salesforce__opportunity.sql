with

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

latest_versions as (

    select * from opportunity_versions
    qualify
        row_number() over (
            partition by source_system, opportunity_id
            order by updated_at desc nulls last
        ) = 1

)

select * from latest_versions
