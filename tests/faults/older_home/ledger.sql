-- Written by the first release whose ledger knew every source, from leads.csv and lines.csv.
CREATE TABLE builds (
    build_id text primary key,
    started_at text not null,
    finished_at text not null,
    as_of text not null,
    fingerprint text not null,
    status text not null check (status in ('published', 'refused', 'failed', 'rolled_back')),
    detail text not null
);
INSERT INTO "builds" VALUES('20260101T060000Z-abcdef','2026-01-01T00:00:00+00:00','2026-01-01T00:00:00+00:00','2026-01-01T00:00:00+00:00','older','published','2 marts, 3 rows');
CREATE TABLE loads (
    load_id text primary key,
    source_system text not null,
    table_name text not null,
    file_name text not null,
    sha256 text not null,
    map_fingerprint text not null,
    loaded_at text not null,
    rows_read integer not null,
    rows_loaded integer not null,
    rows_quarantined integer not null,
    rows_duplicate integer not null,
    rows_excluded integer not null,
    seconds real not null,
    reasons text not null,
    replaced_by text
);
INSERT INTO "loads" VALUES('d0be75126a429e76','files','files.leads','leads.csv','b6f05560df0e72d5f5e51498e94ef1deb9537174375c73e15f2d8da3686a7a5e','a650a122ccb74bca0a641be276315e66b84a81775947d1fd3f6fa15bcd51e767','2026-01-01T00:00:00+00:00',3,2,1,0,0,0.184,'{"DATE_FORMAT": 1}',NULL);
INSERT INTO "loads" VALUES('abf768ea4a58baeb','shop','orders.order_lines','lines.csv','9c065134d93e7f3b2ee0351d721c0e36f5994200580eb84f68c6a5ea5f9dcf8e','e11f4dc74031490482fa341853463eb25809e51d98610047d6ca95a6f98f2222','2026-01-01T00:00:00+00:00',1,1,0,0,0,0.078,'{}',NULL);
pragma user_version = 2;
