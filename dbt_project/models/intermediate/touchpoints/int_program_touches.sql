{% set news = {'person_id': 'int_touch_news'} %}
{{ config(meta={'news': news}) }}

with

settings as (

    select
        max(case when setting = 'burst_clicks' then value end) as burst_clicks,
        max(case when setting = 'burst_seconds' then value end) as burst_seconds,
        max(case when setting = 'program_seconds_after_sending' then value end) as seconds_after,
        max(case when setting = 'program_seconds_before_sending' then value end) as seconds_before

    from {{ ref('touchpoint_settings') }}

),

-- A mail is known by its campaign, else by what it is called.
mail_touches as (

    select
        touchpoint_id,
        source_system,
        person_id,
        coalesce(campaign_id, content, '') as mail,
        touchpoint_type,
        occurred_at

    from {{ news_in('int_touchpoints_identified', news) }}
    where
        person_id is not null
        and touchpoint_type in ('email_sent', 'email_open', 'email_click')

),

numbered_clicks as (

    select
        *,
        row_number() over (
            partition by source_system, person_id, mail
            order by occurred_at, touchpoint_id
        ) as click_number

    from mail_touches
    where touchpoint_type = 'email_click'

),

-- From the first click of a burst to the one that makes it a burst.
bursts as (

    select
        first_clicks.source_system,
        first_clicks.person_id,
        first_clicks.mail,
        first_clicks.click_number as first_number,
        last_clicks.click_number as last_number

    from numbered_clicks as first_clicks
    cross join settings
    inner join numbered_clicks as last_clicks
        on
            first_clicks.source_system = last_clicks.source_system
            and first_clicks.person_id = last_clicks.person_id
            and first_clicks.mail = last_clicks.mail
            and first_clicks.click_number + settings.burst_clicks - 1 = last_clicks.click_number
    where
        {{ seconds_between('first_clicks.occurred_at', 'last_clicks.occurred_at') }}
        <= settings.burst_seconds

),

touches_of_programs as (

    select
        numbered_clicks.person_id,
        numbered_clicks.touchpoint_id
    from numbered_clicks
    inner join bursts
        on
            numbered_clicks.source_system = bursts.source_system
            and numbered_clicks.person_id = bursts.person_id
            and numbered_clicks.mail = bursts.mail
            and numbered_clicks.click_number between bursts.first_number and bursts.last_number
    union distinct
    select
        answers.person_id,
        answers.touchpoint_id
    from mail_touches as answers
    cross join settings
    inner join mail_touches as sendings
        on
            answers.source_system = sendings.source_system
            and answers.person_id = sendings.person_id
            and answers.mail = sendings.mail
            and answers.touchpoint_type <> sendings.touchpoint_type
            and sendings.touchpoint_type = 'email_sent'
    where
        {{ seconds_between('sendings.occurred_at', 'answers.occurred_at') }}
        between -settings.seconds_before and settings.seconds_after

),

program_touches as (

    select
        person_id,
        touchpoint_id

    from touches_of_programs

)

select * from program_touches
