-- Brings the snapshot and the dead letters up to the changelog. Done whole or not at all, and once for each change.
create or replace temp table news as
select
    person_id,
    arg_max(outcome, number) as outcome,
    arg_max(coalesce(code, ''), number) as code,
    arg_max(coalesce(reason, ''), number) as reason,
    arg_max(row_hash, number) as row_hash,
    arg_max(wanted, number) as fields,
    arg_max(happened_at, number) as happened_at,
    arg_max(run_id, number) as run_id
from changes
where destination = $destination
    and outcome in ('accepted', 'rejected')
    and number > (select settled_until from destinations where destination = $destination)
group by person_id;

create or replace temp table refused_before as
select * from rejected where destination = $destination;

delete from accepted
where destination = $destination and person_id in (select person_id from news where outcome = 'accepted');

insert into accepted
select $destination, person_id, row_hash, fields, happened_at, run_id from news where outcome = 'accepted';

delete from rejected where destination = $destination and person_id in (select person_id from news);

insert into rejected
select
    $destination,
    news.person_id,
    news.row_hash,
    news.code,
    news.reason,
    coalesce(refused_before.tries, 0) + 1,
    coalesce(refused_before.first_rejected_at, news.happened_at),
    news.happened_at
from news
left join refused_before
    on news.person_id = refused_before.person_id and news.row_hash = refused_before.row_hash
where news.outcome = 'rejected';

update destinations
set settled_until = coalesce((select max(number) from changes where destination = $destination), settled_until)
where destination = $destination;
