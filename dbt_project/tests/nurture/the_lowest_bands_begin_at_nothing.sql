select min(min_score) as lowest
from {{ ref('nurture_score_bands') }}
having min(min_score) <> 0

union all

select min(min_days) as lowest
from {{ ref('nurture_stage_age_bands') }}
having min(min_days) <> 0
