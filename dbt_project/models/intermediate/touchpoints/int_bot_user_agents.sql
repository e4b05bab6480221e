with

user_agents as (

    select distinct user_agent from {{ ref('int_all_touchpoints') }}
    where user_agent is not null

),

bot_patterns as (

    select * from {{ ref('bot_patterns') }}

),

bot_user_agents as (

    select
        user_agents.user_agent,
        min(bot_patterns.reason) as reason

    from user_agents
    inner join bot_patterns
        on lower(user_agents.user_agent) like bot_patterns.pattern
    group by user_agents.user_agent

)

select * from bot_user_agents
