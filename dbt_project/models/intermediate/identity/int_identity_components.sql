with

identifiers as (

    select * from {{ ref('int_identifiers') }}
    where is_identifying

),

labels as (

    select * from {{ ref('int_identity_round_6') }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

settings as (

    select max(case when setting = 'component_cap' then value end) as component_cap
    from {{ ref('identity_settings') }}

),

-- Whoever stands alone was never in a round.
labelled_identifiers as (

    select
        identifiers.identifier_rank,
        identifiers.identifier_kind,
        identifiers.identifier_hash,
        coalesce(labels.label, identifiers.identifier_rank) as label

    from identifiers
    left join labels
        on identifiers.identifier_rank = labels.identifier_rank

),

-- Two labels that still touch belong to a component too large for the rounds to reach across.
touching_labels as (

    select
        lower_labels.label as lower_label,
        higher_labels.label as higher_label

    from edges
    inner join labels as lower_labels
        on edges.lower_rank = lower_labels.identifier_rank
    inner join labels as higher_labels
        on edges.higher_rank = higher_labels.identifier_rank
    where lower_labels.label <> higher_labels.label

),

unfinished_labels as (

    select lower_label as label
    from touching_labels
    union
    select higher_label as label
    from touching_labels

),

components as (

    select
        label,
        count(*) as component_size,
        count_if(identifier_kind <> 'visitor') > 0 as is_identified

    from labelled_identifiers
    group by label

),

identity_components as (

    select
        labelled_identifiers.*,
        components.component_size,
        components.component_size > settings.component_cap
        or unfinished_labels.label is not null as is_split

    from labelled_identifiers
    inner join components
        on labelled_identifiers.label = components.label and components.is_identified
    cross join settings
    left join unfinished_labels
        on labelled_identifiers.label = unfinished_labels.label

)

select * from identity_components
