with

members as (

    select * from {{ ref('int_marketo__campaign_members') }}
    where responded_at is not null

),

programs as (

    select
        *,
        lower(trim(channel)) as program_channel

    from {{ ref('stg_marketo__program') }}

),

program_channels as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'marketo' and field = 'program_channel'

),

typed_touches as (

    select
        members.source_system,
        members.campaign_member_id as touchpoint_id,
        members.lead_id,
        -- A channel that nobody mapped shows under its own name.
        case
            when program_channels.value is null then programs.program_channel
            else program_channels.touchpoint_type
        end as touchpoint_type,
        members.campaign_id,
        programs.name as content,
        members.responded_at as occurred_at

    from members
    inner join programs
        on
            members.source_system = programs.source_system
            and members.campaign_id = programs.program_id
    left join program_channels
        on programs.program_channel = program_channels.value

),

program_touches as (

    select * from typed_touches
    where touchpoint_type is not null

)

select * from program_touches
