with

snapshot_fingerprints as (

    {{ fingerprints(['int_scoring_snapshots'], 'snapshot_at') }}

)

select * from snapshot_fingerprints
