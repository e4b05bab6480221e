with

models as (

    select * from {{ ref('attribution_models') }}

),

credited_models as (

    select distinct attribution_model from {{ ref('attribution_credits') }}

),

conversions as (

    select count(*) as conversion_count from {{ ref('int_conversions') }}

)

select models.attribution_model

from models
cross join conversions
left join credited_models
    on models.attribution_model = credited_models.attribution_model
where credited_models.attribution_model is null and conversions.conversion_count > 0
