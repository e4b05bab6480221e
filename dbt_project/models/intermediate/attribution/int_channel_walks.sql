with

conversions as (

    select * from {{ ref('int_conversions') }}

),

conversion_touches as (

    select * from {{ ref('int_conversion_touches') }}

),

open_touches as (

    select * from {{ ref('int_open_touches') }}

),

touches as (

    select
        conversion_id as walk_id,
        channel,
        path_position as touch_number,
        days_before
    from conversion_touches

    union all

    select
        walk_id,
        channel,
        touch_number,
        cast(null as double) as days_before
    from open_touches

),

compared_touches as (

    select
        *,
        lag(channel) over (partition by walk_id order by touch_number) as previous_channel

    from touches

),

-- The same channel again and again is one step of the path.
folded_walks as (

    select
        walk_id,
        {{ ordered_list('channel', 'touch_number', ' > ') }} as path,
        max(days_before) as days_on_path

    from compared_touches
    where channel is distinct from previous_channel
    group by walk_id

),

walk_ends as (

    select
        conversion_id as walk_id,
        conversion_kind,
        true as is_converted,
        revenue
    from conversions

    union all

    select distinct
        walk_id,
        conversion_kind,
        false as is_converted,
        cast(0 as decimal(18, 2)) as revenue
    from open_touches

),

channel_walks as (

    select
        walk_ends.walk_id,
        walk_ends.conversion_kind,
        walk_ends.is_converted,
        coalesce(folded_walks.path, 'unattributed') as path,
        folded_walks.days_on_path,
        walk_ends.revenue

    from walk_ends
    left join folded_walks
        on walk_ends.walk_id = folded_walks.walk_id

)

select * from channel_walks
