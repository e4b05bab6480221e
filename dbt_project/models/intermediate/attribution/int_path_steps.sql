with

channel_paths as (

    select * from {{ ref('int_channel_paths') }}
    where path <> 'unattributed'

),

path_steps as (

    select
        conversion_kind,
        path,
        conversions,
        non_conversions,
        {{ each_numbered_part('path', ' > ', 'channel', 'step_number') }}

    from channel_paths

)

select * from path_steps
