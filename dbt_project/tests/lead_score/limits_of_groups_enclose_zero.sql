-- A cap below nothing or a floor above it could not be shared among the rows of a group; a
-- half-life under two days would leave the range of a double within eleven years of history.
select
    rule_set,
    rule_group

from {{ ref('score_groups') }}
where max_points < 0 or min_points > 0 or half_life_days < 2
