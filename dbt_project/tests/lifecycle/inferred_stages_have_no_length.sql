select *

from {{ ref('lifecycle_intervals') }}
where is_inferred and exited_at is distinct from entered_at
