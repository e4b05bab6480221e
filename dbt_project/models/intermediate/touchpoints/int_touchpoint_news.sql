-- What is thought of a user agent follows from its name alone.
with

told_touches as (

    select * from {{ ref('int_told_touches') }}

),

people_with_news as (

    {{ changed_since('int_identity_fingerprints', 'person_id') }}

),

campaigns_with_news as (

    {{ changed_since('int_campaign_fingerprints', 'campaign_id') }}

),

identity_keys_with_news as (

    select identity_people.identity_key
    from {{ ref('int_identity_people') }} as identity_people
    inner join people_with_news
        on identity_people.person_id = people_with_news.person_id

),

touchpoints as (

    select * from {{ ref('int_all_touchpoints') }}
    where
        identity_key in (select news.identity_key from identity_keys_with_news as news)
        or coalesce(campaign_id, utm_campaign)
        in (select news.campaign_id from campaigns_with_news as news)

),

touchpoint_news as (

    select {{ hash_key(['source_system', 'touchpoint_id']) }} as touchpoint_id
    from told_touches

    union

    select {{ hash_key(['source_system', 'touchpoint_id']) }} as touchpoint_id
    from touchpoints
    where {{ only_news() }}

    {% if only_news() %}
        union
        -- Whoever had a touch may be another now, or nobody.
        select kept.touchpoint_id
        from {{ as_last_made('int_touchpoints_identified') }} as kept
        inner join people_with_news
            on kept.person_id = people_with_news.person_id

        union
        -- What bears no load is made anew each time, and what was nobody's is found by no person.
        select touchpoint_id
        from {{ as_last_made('int_touchpoints_identified') }}
        where person_id is null and load_id is null
    {% endif %}

)

select * from touchpoint_news
