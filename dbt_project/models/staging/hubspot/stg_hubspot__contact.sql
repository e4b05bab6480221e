with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

contacts as (

    select * from contact_versions
    where is_latest

)

select * from contacts
