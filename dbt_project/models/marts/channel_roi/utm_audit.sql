with

campaign_keys as (

    select * from {{ ref('int_campaign_keys') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

settings as (

    select max(case when setting = 'nearest_name_share' then value end) as nearest_name_share
    from {{ ref('attribution_settings') }}

),

known_names as (

    select
        campaign_id,
        campaign_id as known_name
    from campaigns

    union distinct

    select
        campaign_id,
        name as known_name
    from campaigns
    where name is not null

),

distances as (

    select
        campaign_keys.campaign_key,
        known_names.campaign_id,
        known_names.known_name,
        levenshtein(
            lower(trim(campaign_keys.campaign_key)), lower(trim(known_names.known_name))
        ) as distance,
        greatest(length(trim(campaign_keys.campaign_key)), length(trim(known_names.known_name)))
            as longest

    from campaign_keys
    cross join known_names
    where not campaign_keys.is_in_crm

),

neighbours as (

    select
        distances.*,
        row_number() over (
            partition by distances.campaign_key
            order by distances.distance, distances.known_name, distances.campaign_id
        ) as neighbour_number

    from distances
    inner join settings
        on distances.distance <= settings.nearest_name_share * distances.longest

),

audited_keys as (

    select
        campaign_keys.campaign_key,
        nullif(
            concat_ws(
                ', ',
                case when not campaign_keys.is_in_touches then 'touches' end,
                case when not campaign_keys.is_in_spend then 'spend' end,
                case when not campaign_keys.is_in_crm then 'CRM' end
            ), ''
        ) as missing_from,
        cast(campaign_keys.touches as bigint) as touches,
        cast(campaign_keys.spend as decimal(18, 2)) as spend,
        neighbours.known_name as nearest_known_name,
        neighbours.campaign_id as nearest_campaign_id,
        cast(neighbours.distance as int) as name_distance

    from campaign_keys
    left join neighbours
        on campaign_keys.campaign_key = neighbours.campaign_key and neighbours.neighbour_number = 1

)

select * from audited_keys
