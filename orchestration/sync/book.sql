-- One row per destination: the organisation that its first run wrote to, and how far its changes are settled.
create table if not exists destinations (
    destination varchar primary key,
    organisation varchar,
    settled_until bigint not null default 0
);

create table if not exists runs (
    run_id varchar primary key,
    destination varchar not null,
    build_id varchar not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    status varchar not null,
    figures map(varchar, bigint),
    plan_sha256 varchar,
    detail varchar
);

create sequence if not exists change_numbers;

-- The changelog: a row as it was sent, then what came of it. Nothing is ever changed here.
create table if not exists changes (
    number bigint default nextval('change_numbers'),
    run_id varchar not null,
    destination varchar not null,
    person_id varchar not null,
    outcome varchar not null,
    code varchar,
    reason varchar,
    row_hash varchar not null,
    sent map(varchar, varchar),
    wanted map(varchar, varchar),
    happened_at timestamptz not null
);

-- The snapshot: what the CRM accepted last, per person.
create table if not exists accepted (
    destination varchar not null,
    person_id varchar not null,
    row_hash varchar not null,
    fields map(varchar, varchar) not null,
    accepted_at timestamptz not null,
    run_id varchar not null
);

-- Dead letters: what the CRM refused last, or could not hold, and for how long.
create table if not exists rejected (
    destination varchar not null,
    person_id varchar not null,
    row_hash varchar not null,
    code varchar not null,
    reason varchar not null,
    tries bigint not null,
    first_rejected_at timestamptz not null,
    last_rejected_at timestamptz not null
);
