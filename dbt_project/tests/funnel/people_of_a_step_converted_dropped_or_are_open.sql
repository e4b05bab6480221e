select * from {{ ref('funnel_conversions') }}
where entered <> converted + dropped + still_open or still_open < 0
