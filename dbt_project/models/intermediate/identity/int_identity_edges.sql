with

identity_names as (

    select * from {{ ref('int_identity_names') }}

),

lead_identifiers as (

    select * from {{ ref('int_lead_identifiers') }}

),

identifiers as (

    select * from {{ ref('int_identifiers') }}
    where is_identifying

),

-- What one record names belongs together: two links hold three identifiers.
named_links as (

    select
        lead_rank as one_rank,
        email_rank as other_rank

    from identity_names
    union all
    select
        coalesce(lead_rank, email_rank) as one_rank,
        visitor_rank as other_rank

    from identity_names
    union all
    select
        leads.identifier_rank as one_rank,
        others.identifier_rank as other_rank

    from lead_identifiers
    inner join identifiers as leads
        on
            leads.identifier_kind = 'lead'
            and {{ lead_identifier('lead_identifiers.source_system', 'lead_identifiers.lead_id') }}
            = leads.identifier
    inner join identifiers as others
        on
            lead_identifiers.identifier_kind = others.identifier_kind
            and lead_identifiers.identifier = others.identifier

),

edges as (

    select distinct
        least(one_rank, other_rank) as lower_rank,
        greatest(one_rank, other_rank) as higher_rank

    from named_links
    where one_rank <> other_rank

)

select * from edges
