-- A closing time before the opening time would make the calendar run backwards.
select * from {{ ref('int_business_days') }}
where open_hours < 0
