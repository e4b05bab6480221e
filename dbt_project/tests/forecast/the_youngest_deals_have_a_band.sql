select min(min_days) as min_days
from {{ ref('deal_age_bands') }}
having min(min_days) <> 0
