with

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

latest_versions as (

    select * from contact_versions
    qualify
        row_number() over (
            partition by source_system, contact_id
            order by updated_at desc nulls last
        ) = 1

)

select * from latest_versions
