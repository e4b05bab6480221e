{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

evidence as (

    select * from {{ news_in('int_lifecycle_evidence', news) }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

numbered_evidence as (

    select
        evidence.*,
        stages.path_position,
        row_number() over (
            partition by evidence.person_id
            order by
                evidence.occurred_at, stages.stage_order, evidence.evidence,
                evidence.source_system nulls last, evidence.evidence_id
        ) as evidence_number

    from evidence
    inner join stages
        on evidence.stage = stages.stage

),

deals_so_far as (

    select
        *,
        max(case when evidence = 'opportunity_created' then evidence_number end) over earlier
            as last_opening,
        max(case when evidence in ('opportunity_won', 'first_order') then evidence_number end)
            over earlier as last_win

    from numbered_evidence
    window earlier as (
        partition by person_id order by evidence_number
        rows between unbounded preceding and 1 preceding
    )

),

-- Whoever has bought stays a customer when a deal that ran beside is lost.
without_side_losses as (

    select * from deals_so_far
    where
        evidence <> 'opportunity_lost'
        or coalesce(last_win, 0) < coalesce(last_opening, 0)

),

losses_so_far as (

    select
        *,
        coalesce(
            max(case when evidence = 'opportunity_lost' then evidence_number end) over earlier, 0
        ) as last_loss,
        coalesce(
            max(case
                when
                    evidence in (
                        'opportunity_created', 'opportunity_won', 'first_order', 'repeat_order'
                    )
                    then evidence_number
            end) over earlier,
            0
        ) as last_deal

    from without_side_losses
    window earlier as (
        partition by person_id order by evidence_number
        rows between unbounded preceding and 1 preceding
    )

),

-- While a deal is open or won, the deal speaks: statuses move nobody back or aside.
heard_evidence as (

    select
        *,
        evidence = 'opportunity_created'
        and greatest(coalesce(last_win, 0), last_loss) > coalesce(last_opening, 0) as opens_journey

    from losses_so_far
    where
        last_deal <= last_loss
        or evidence = 'opportunity_lost'
        or (path_position is not null and not is_back)

),

journey_evidence as (

    select
        *,
        1 + sum(case when opens_journey then 1 else 0 end) over (
            partition by person_id
            order by evidence_number
            rows between unbounded preceding and current row
        ) as journey_number

    from heard_evidence

)

select * from journey_evidence
