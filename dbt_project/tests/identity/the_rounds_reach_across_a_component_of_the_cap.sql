-- Each round doubles the distance that labels travel: six reach across 64 identifiers, so a
-- larger cap needs more rounds.
with

settings as (

    select * from {{ ref('identity_settings') }}
    where setting = 'component_cap' and value > power(2, 6)

)

select * from settings
