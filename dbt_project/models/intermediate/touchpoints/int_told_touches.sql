with

load_news as (

    select * from ({{ changed_since('int_touch_load_fingerprints', 'load_id') }}) as changed_loads
    where {{ only_news() }}

),

versions as (

    select * from {{ ref('stg_files__touchpoint_versions') }}

),

-- What a load does not tell any more is known from what was made of it.
told_touches as (

    select
        versions.source_system,
        versions.touchpoint_id

    from versions
    inner join load_news
        on versions.load_id = load_news.load_id
    {% if only_news() %}
        union
        select
            kept.source_system,
            kept.touchpoint_id

        from {{ as_last_made('int_all_touchpoints') }} as kept
        inner join load_news
            on kept.load_id = load_news.load_id
    {% endif %}

)

select * from told_touches
