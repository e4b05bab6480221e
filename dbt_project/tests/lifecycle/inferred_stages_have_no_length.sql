{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "a stage that the data skipped has no length",
            ]
        }
    )
}}
select *

from {{ ref('lifecycle_intervals') }}
where is_inferred and exited_at is distinct from entered_at
