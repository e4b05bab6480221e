with

opportunity_versions as (

    select * from {{ ref('stg_pardot__opportunity_versions') }}

),

salesforce_opportunities as (

    select distinct opportunity_id
    from {{ ref('stg_salesforce__opportunity') }}

),

-- Pardot copies deals from Salesforce. Where the original is loaded, even as a deleted one, a copy
-- would be the same money twice.
own_opportunity_versions as (

    select opportunity_versions.*
    from opportunity_versions
    left join salesforce_opportunities
        on opportunity_versions.salesforce_opportunity_id = salesforce_opportunities.opportunity_id
    where salesforce_opportunities.opportunity_id is null

)

select * from own_opportunity_versions
