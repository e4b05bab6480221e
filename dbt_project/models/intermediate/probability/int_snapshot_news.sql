with

snapshot_news as (

    {{ changed_since('int_snapshot_fingerprints', 'snapshot_at') }}

)

select * from snapshot_news
