with

split_components as (

    select * from {{ ref('int_identity_components') }}
    where is_split

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

settings as (

    select max(case when setting = 'component_cap' then value end) as component_cap
    from {{ ref('identity_settings') }}

),

neighbours as (

    select
        lower_rank as identifier_rank,
        higher_rank as neighbour_rank

    from edges
    union all
    select
        higher_rank as identifier_rank,
        lower_rank as neighbour_rank

    from edges

),

-- An address or a browser stays with its lead if it has just one.
sole_leads as (

    select
        others.identifier_rank,
        min(leads.identifier_rank) as lead_rank

    from neighbours
    inner join split_components as others
        on
            neighbours.identifier_rank = others.identifier_rank
            and others.identifier_kind <> 'lead'
    inner join split_components as leads
        on neighbours.neighbour_rank = leads.identifier_rank and leads.identifier_kind = 'lead'
    group by others.identifier_rank
    having count(*) = 1

),

-- Not even a lead and all that is its own may be larger than the cap.
kept_identifiers as (

    select
        sole_leads.identifier_rank,
        sole_leads.lead_rank

    from sole_leads
    cross join settings
    qualify
        row_number() over (
            partition by sole_leads.lead_rank
            order by sole_leads.identifier_rank
        ) < settings.component_cap

),

split_identifiers as (

    select
        split_components.identifier_rank,
        case
            when kept_identifiers.lead_rank is not null then kept_identifiers.lead_rank
            when split_components.identifier_kind <> 'visitor'
                then split_components.identifier_rank
        end as person_rank

    from split_components
    left join kept_identifiers
        on split_components.identifier_rank = kept_identifiers.identifier_rank

)

select * from split_identifiers
