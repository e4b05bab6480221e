{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

evidence as (

    select * from {{ news_in('int_lifecycle_journeys', news) }}

),

-- A detour, a step back and a new journey start a stretch: within one, only further stages count.
stretched_evidence as (

    select
        *,
        sum(case when path_position is null or is_back or opens_journey then 1 else 0 end) over (
            partition by person_id
            order by evidence_number
            rows between unbounded preceding and current row
        ) as stretch_number

    from evidence

),

-- A referral makes an advocate of whoever has bought. To be seen for the first time ends no detour:
-- that takes the score, a status, sales, a deal or an order.
proven_evidence as (

    select * from stretched_evidence
    qualify
        case
            when evidence = 'referral'
                then bool_or(stage = 'customer') over (
                    partition by person_id, stretch_number order by evidence_number
                )
            when evidence in ('first_record', 'first_touch') and stretch_number > 0
                then bool_or(
                    path_position is not null
                    and evidence not in ('first_record', 'first_touch', 'referral')
                ) over (partition by person_id, stretch_number order by evidence_number)
            else true
        end

),

compared_evidence as (

    select
        *,
        max(path_position) over (
            partition by person_id, stretch_number
            order by evidence_number
            rows between unbounded preceding and 1 preceding
        ) as furthest_position

    from proven_evidence

),

moves as (

    select
        *,
        lag(stage) over (
            partition by person_id, journey_number order by evidence_number
        ) as previous_stage

    from compared_evidence
    where furthest_position is null or path_position > furthest_position

),

entries as (

    select
        *,
        row_number() over (partition by person_id order by evidence_number) as entry_number,
        lag(path_position) over (
            partition by person_id, journey_number, path_position is null order by evidence_number
        ) as previous_position

    from moves
    where previous_stage is distinct from stage

),

-- The first journey begins at the beginning of the path, a later one where its deal begins.
stage_entries as (

    select
        person_id,
        entry_number,
        journey_number,
        stage,
        path_position,
        coalesce(
            previous_position, case when journey_number = 1 then 0 else path_position end
        ) as left_position,
        case
            when path_position is null then 'detour'
            when path_position < previous_position then 'back'
            else 'forward'
        end as direction,
        occurred_at as entered_at,
        evidence,
        evidence_id,
        source_system,
        owner_id

    from entries

)

select * from stage_entries
